"""The credential server and its client, over HTTP."""
