"""Calls signed with this emulator's credentials (SigV4)."""
