"""Training in the page: runs that live outside of its script, and what is shown of them."""
