"""Other processes, and time limits."""
