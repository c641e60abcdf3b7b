"""The page "Pooling": numbers and windows, what pooling does to a map, and the way back."""
