"""The AWS console: whose it is, and how to open it."""
