"""The page "Back-propagation": its examples, its state and link, its controls."""
