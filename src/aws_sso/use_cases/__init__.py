"""One verb each, over the small interfaces that they declare themselves."""
