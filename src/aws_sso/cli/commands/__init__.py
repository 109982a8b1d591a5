"""One module per command: its options, one use case, one rendering."""
