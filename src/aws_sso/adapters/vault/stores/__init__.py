"""Stores of the vault's keys: one module per kind."""
