"""The teaching app: its pages, their state and components."""
