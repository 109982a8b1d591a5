"""The AWS SDKs' files, read as the SDKs read them."""

from collections.abc import Mapping
from pathlib import Path

from aws_sso.adapters.sdk.config import aws_config_path, aws_credentials_path
from aws_sso.annotations import Any
from aws_sso.domain.shell.sdk_chain import SdkFiles
from aws_sso.errors import FileAccessError


def sdk_files(environ: Mapping[str, str]) -> SdkFiles:
    """Return the profiles in both files; none for a missing file.

    Raises FileAccessError with botocore's message if a file cannot be read.
    """
    from botocore.configloader import load_config, raw_config_parse

    config = _read(aws_config_path(environ), load_config)
    credentials = _read(aws_credentials_path(environ), raw_config_parse)
    return SdkFiles(_texts(config.get("profiles", {})), _texts(credentials))


def _read(path: Path, parse: Any) -> dict[str, Any]:
    from botocore.exceptions import BotoCoreError, ConfigNotFound

    try:
        return dict(parse(str(path)))
    except ConfigNotFound:
        return {}
    except (BotoCoreError, OSError, ValueError) as error:
        raise FileAccessError(
            f"AWS SDKs cannot read {path}: {str(error).splitlines()[0]}", "fix the file by hand"
        ) from None


def _texts(sections: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {
        str(name): {key: value for key, value in section.items() if isinstance(value, str)}
        for name, section in sections.items()
        if isinstance(section, Mapping)
    }
