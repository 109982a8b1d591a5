"""Our files, the user's files, and locks between processes."""
