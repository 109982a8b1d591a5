"""The version of this program, in one place for packaging and for `aws-sso version`."""

__version__ = "0.1.0"
