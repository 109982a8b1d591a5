"""What `each` shows while commands run for many roles, and at the end."""
