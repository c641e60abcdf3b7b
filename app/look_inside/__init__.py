"""Look inside: every map that a trained network makes of a picture, opened to its arithmetic."""
