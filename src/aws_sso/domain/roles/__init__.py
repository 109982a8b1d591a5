"""Roles: which there are, how they are found, shown and remembered."""
