"""The page "Volumes": K filters on a colour picture, their state and link, what is drawn."""
