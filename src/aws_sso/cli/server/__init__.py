"""The credential server, and what speaks to one."""
