"""The AWS console: its addresses, its sign-in, its browser containers."""
