"""What the program knows. No files, network, clock, environment or terminal here."""
