"""The page "Activation functions"."""
