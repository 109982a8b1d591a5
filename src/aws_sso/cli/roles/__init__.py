"""The role that a command is to use: chosen, confirmed, turned into variables."""
