"""The topics of `aws-sso help`."""
