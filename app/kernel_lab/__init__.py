"""The Kernel lab: its state and link, its controls, and the frames that it sends to the browser."""
