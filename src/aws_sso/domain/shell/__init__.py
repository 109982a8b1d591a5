"""Shells: quoting, variables, and what SDKs find there."""
