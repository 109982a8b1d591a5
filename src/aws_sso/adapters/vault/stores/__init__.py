"""Where the keys of the vault are kept: one module per kind of store."""
