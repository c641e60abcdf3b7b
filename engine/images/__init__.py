"""Pictures: from files and from the gallery, counted, and reduced to what a screen can show."""
