"""The keys of config.yaml, and the settings they produce."""
