"""What the program knows, with no file, network, clock, environment or terminal in it."""
