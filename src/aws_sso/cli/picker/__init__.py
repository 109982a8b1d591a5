"""The picker: choosing a role on the terminal, by typing a few letters of it."""
