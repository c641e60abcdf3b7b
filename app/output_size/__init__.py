"""The page "Output size": sizes, volumes, parameters, and exercises about them."""
