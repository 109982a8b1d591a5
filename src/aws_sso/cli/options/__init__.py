"""The options of commands, and the environment variables beside them."""
