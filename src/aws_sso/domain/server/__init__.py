"""The credential server: slots, tokens, and what clients need."""
