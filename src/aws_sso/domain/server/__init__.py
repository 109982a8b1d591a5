"""The credential server: its slots, its tokens, and what clients need."""
