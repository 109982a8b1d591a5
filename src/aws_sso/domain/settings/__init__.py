"""What config.yaml may say, and the settings that come of it."""
