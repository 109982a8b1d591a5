"""Text: printing, comparing, naming, keeping secrets."""
