"""Files of the AWS SDKs and of other tools."""
