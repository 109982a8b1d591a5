"""Access to the outside world: files, stores, AWS, browsers; one subject per module."""
