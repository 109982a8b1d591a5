"""The options of commands, and environment variables."""
