"""Where it looks: heat maps of a class's score, opened down to their products, and checked."""
