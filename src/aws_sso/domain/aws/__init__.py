"""ARNs, accounts, regions, endpoints and origins, as values."""
