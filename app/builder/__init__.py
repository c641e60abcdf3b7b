"""The page "Build a network": layers by the lectures' pattern or one by one, and their table."""
