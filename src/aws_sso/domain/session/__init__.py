"""Start URLs, tokens, credentials, and pacing of calls."""
