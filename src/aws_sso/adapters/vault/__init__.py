"""The vault: sealed records, and the keys that open them."""
