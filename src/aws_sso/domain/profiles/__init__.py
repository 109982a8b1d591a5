"""Named profiles in the AWS SDKs' files."""
