"""The AWS console: whose it is, and how it opens."""
