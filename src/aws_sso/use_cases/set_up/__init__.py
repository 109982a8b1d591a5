"""Setting up an instance with as few questions as it takes."""
