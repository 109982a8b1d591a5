"""Sets up an instance with as few questions as possible."""
