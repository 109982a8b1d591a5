"""config.yaml: reading it, editing it, and what is derived from it."""
