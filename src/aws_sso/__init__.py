"""AWS IAM Identity Center on the command line."""
