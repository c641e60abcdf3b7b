"""What is decided before an operation runs: sizes, padding, layouts in memory, kinds of tiles."""
