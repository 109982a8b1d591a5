"""The picker: choose a role on the terminal by typing a few letters."""
