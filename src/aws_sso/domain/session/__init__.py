"""Start URLs, tokens, credentials, and the pace of calls."""
