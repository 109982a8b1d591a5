"""The emulator and the demo, run from the command line."""
