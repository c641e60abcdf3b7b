"""Components that the browser computes itself: plain JavaScript modules, no build step."""
