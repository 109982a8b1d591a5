"""Roles: listing, finding, showing and remembering them."""
