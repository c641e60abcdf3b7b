"""The page "Step by step": its examples, its state and link, its controls."""
