"""The wizard: sets up an instance with as few questions as it takes."""
