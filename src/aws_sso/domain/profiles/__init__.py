"""Named profiles in the files of the AWS SDKs."""
