"""Named profiles for SDKs: planning, showing, writing."""
