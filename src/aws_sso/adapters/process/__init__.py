"""Other processes, and limits of time."""
