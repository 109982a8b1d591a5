"""Our files and the user's, and locks between processes."""
