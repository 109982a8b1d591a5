"""Reports of refreshes for people."""
