"""The doctor: checks everything that can be wrong, says how to fix it, and fixes what it can."""
