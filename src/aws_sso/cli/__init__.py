"""The command line: table of commands, options, output."""
