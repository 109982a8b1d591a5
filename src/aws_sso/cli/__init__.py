"""The command line: table of commands, parts, output."""
