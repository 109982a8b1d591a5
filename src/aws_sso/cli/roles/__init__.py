"""The role that a command uses: chosen, confirmed, turned into variables."""
