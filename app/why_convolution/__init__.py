"""The page "Why convolution": weights, small filters, channels, and networks that are trained."""
