"""The AWS console: addresses, sign-in, browser containers."""
