"""Calls that are signed with credentials that this emulator handed out (SigV4)."""
