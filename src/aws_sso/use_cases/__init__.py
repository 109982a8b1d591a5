"""One verb per module, over small interfaces that each module declares."""
