"""Shells: their quoting, their variables, and what SDKs find there."""
