"""What the operations *are*, in plain Python loops: the tests hold the compiled code to these."""
