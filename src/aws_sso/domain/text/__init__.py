"""Texts: what may be printed, compared, named, kept secret."""
