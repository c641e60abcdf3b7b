"""What several components use: their Python side, JavaScript modules, markup and styles."""
