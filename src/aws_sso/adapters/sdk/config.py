"""Locations of the AWS SDKs' files: `~/.aws/config`, to which we add, and `~/.aws/credentials`."""

import os
from pathlib import Path

from aws_sso.adapters.files.locations import home_folder
from aws_sso.annotations import Mapping


def aws_config_path(environ: Mapping[str, str]) -> Path:
    """Return the file with profiles: `$AWS_CONFIG_FILE`, else `~/.aws/config`."""
    return _path(environ, "AWS_CONFIG_FILE", "config")


def aws_credentials_path(environ: Mapping[str, str]) -> Path:
    """Return the static keys' file: `$AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`."""
    return _path(environ, "AWS_SHARED_CREDENTIALS_FILE", "credentials")


def _path(environ: Mapping[str, str], variable: str, name: str) -> Path:
    given = environ.get(variable)
    if not given:
        return Path(home_folder(environ), ".aws", name)
    if given == "~" or given.startswith("~/"):
        return Path(f"{home_folder(environ)}{given[1:]}")
    return Path(os.path.abspath(given))
