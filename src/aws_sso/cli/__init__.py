"""The command line: table of commands, wiring, output."""
