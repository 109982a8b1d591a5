"""The wizard on a terminal."""
