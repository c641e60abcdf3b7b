"""A trained network before a picture: what the pages that look into one have in common."""
