"""Commands in click: for help, usage errors, and command lines that are not plain."""
