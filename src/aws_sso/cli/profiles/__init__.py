"""Named profiles for the SDKs: planned, shown, written."""
