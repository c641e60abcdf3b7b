"""Feature visualisation: what a unit of a trained network prefers, found in pictures or made."""
