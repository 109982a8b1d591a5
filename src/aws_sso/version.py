"""The program's version, for packaging and for `aws-sso version`."""

__version__ = "0.1.0"
