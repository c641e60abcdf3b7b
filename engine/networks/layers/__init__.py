"""The layers of networks: one class for each type, backward beside forward."""
