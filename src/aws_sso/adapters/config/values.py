"""Values of config.yaml: how a YAML node becomes what a kind of key holds."""

import json
import re

import yaml

from aws_sso.adapters.config.document import Document, is_null, shown
from aws_sso.annotations import Any, Callable
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.aws.url import Url
from aws_sso.domain.scope.wish import is_file
from aws_sso.domain.settings.chains import is_external_id
from aws_sso.domain.settings.keys import Key, Kind

_TENANT = re.compile(r"aa-[a-z0-9-]{1,21}", re.ASCII)
"""botocore's model `account-access-runtime`, TenantId."""
_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off")


class Values:
    """Reads single values, lists and maps of texts of a document.

    Each reader raises ConfigError that names file, line, key, what was found and what is allowed.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.readers: dict[Kind, Callable[[yaml.Node, Key, str], Any]] = {
            Kind.TEXT: self._text,
            Kind.INTEGER: self._integer,
            Kind.BOOLEAN: self._boolean,
            Kind.CHOICE: self._choice,
            Kind.REGION: self._region,
            Kind.REGIONS: self._regions,
            Kind.START_URL: self._start_url,
            Kind.ROLE_ARN: self._role_arn,
            Kind.TENANT: self._tenant,
            Kind.EXTERNAL_ID: self._external_id,
            Kind.TEXTS: self._texts,
            Kind.ORIGINS: self._origins,
            Kind.TEXT_MAP: self._text_map,
            Kind.POLICIES: self._policies,
            Kind.SCOPES: self._scopes,
            Kind.TAGS: self._tags,
        }

    def _text(self, node: yaml.Node, key: Key, name: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._document.error(node, name, f"found {shown(node)}", key.expected())
        return str(node.value)

    def _integer(self, node: yaml.Node, key: Key, name: str) -> int:
        text = self._text(node, key, name)
        try:
            number = int(text)
        except ValueError:
            raise self._document.error(node, name, f"found {shown(node)}", key.expected()) from None
        too_small = key.minimum is not None and number < key.minimum
        if too_small or (key.maximum is not None and number > key.maximum):
            raise self._document.error(node, name, f"found {number}", key.expected())
        return number

    def _boolean(self, node: yaml.Node, key: Key, name: str) -> bool:
        text = self._text(node, key, name).lower()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        raise self._document.error(node, name, f"found {shown(node)}", key.expected())

    def _choice(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text == "":
            return None
        if text.lower() not in key.allowed:
            raise self._document.error(node, name, f"found {shown(node)}", key.expected())
        return text.lower()

    def _region(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text and not is_region_name(text):
            raise self._document.error(
                node, name, f"found {shown(node)}", f"{key.expected()}, for example eu-west-1"
            )
        return text or None

    def _regions(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        found = self._texts(node, key, name)
        for text in found:
            if not is_region_name(text):
                raise self._document.error(
                    node, name, f"found `{text}`", f"{key.expected()}: [eu-west-1]"
                )
        return tuple(dict.fromkeys(found))

    def _tenant(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text and not _TENANT.fullmatch(text):
            raise self._document.error(node, name, f"found {shown(node)}", key.expected())
        return text or None

    def _start_url(self, node: yaml.Node, key: Key, name: str) -> str:
        text = self._text(node, key, name)
        try:
            # The portal itself shows a `#/` at the end, in the browser's address bar.
            safe = Url.parse(text.partition("#")[0]).is_safe
        except ValueError:
            safe = False
        if not safe:
            raise self._document.error(
                node,
                name,
                f"found {shown(node)}",
                f"{key.expected()}, for example https://d-1234567890.awsapps.com/start",
            )
        return text

    def _role_arn(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if not text:
            return None
        try:
            return str(RoleArn.parse(text))
        except ValueError:
            raise self._document.error(
                node,
                name,
                f"found {shown(node)}",
                f"{key.expected()}, for example arn:aws:iam::123456789012:role/Name",
            ) from None

    def _external_id(self, node: yaml.Node, key: Key, name: str) -> str | None:
        text = self._text(node, key, name)
        if text and not is_external_id(text):
            raise self._document.error(node, name, f"found {shown(node)}", key.expected())
        return text or None

    def _texts(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self._document.error(node, name, f"found {shown(node)}", key.expected())
        return tuple(self._text(item, key, name) for item in node.value)

    def _origins(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        found = []
        for text in self._texts(node, key, name):
            try:
                url = Url.parse(text.rstrip("/"))
            except ValueError as error:
                raise self._document.error(
                    node, name, f"found `{text}`: {error}", key.expected()
                ) from None
            if url.scheme != "https" or url.path or url.query is not None:
                raise self._document.error(node, name, f"found `{text}`", key.expected())
            found.append(url.origin)
        return tuple(found)

    def _text_map(self, node: yaml.Node, key: Key, name: str) -> dict[str, str]:
        return {
            entry: "" if is_null(value) else self._text(value, key, f"{name}.{entry}")
            for entry, (_, value) in self._document.entries(node, name).items()
        }

    def _policies(self, node: yaml.Node, key: Key, name: str) -> dict[str, str]:
        """Read policies: each is the path of a file, or JSON (maps are converted)."""
        policies = {}
        for entry, (key_node, value) in self._document.entries(node, name).items():
            if not entry or is_file(entry):
                raise self._document.error(
                    key_node, name, f"found the name `{entry}`", "names without `/` and `.json`"
                )
            if isinstance(value, yaml.MappingNode):
                policies[entry] = json.dumps(self._plain(value, f"{name}.{entry}"))
            else:
                policies[entry] = self._text(value, key, f"{name}.{entry}")
            if not policies[entry].strip():
                raise self._document.error(
                    value, f"{name}.{entry}", "found nothing", key.expected()
                )
        return policies

    def _plain(self, node: yaml.Node, name: str) -> Any:
        """Return maps and lists of strings as written: `2012-10-17` is not a date to IAM."""
        if isinstance(node, yaml.MappingNode):
            found = self._document.entries(node, name).items()
            return {entry: self._plain(value, f"{name}.{entry}") for entry, (_, value) in found}
        if isinstance(node, yaml.SequenceNode):
            self._document.count(node, name, 1 + len(node.value))
            return [self._plain(item, name) for item in node.value]
        if is_null(node):
            raise self._document.error(node, name, "found nothing", "a text, a list or a map")
        return str(node.value)

    def _scopes(self, node: yaml.Node, key: Key, name: str) -> tuple[str, ...]:
        scopes = self._texts(node, key, name)
        for scope in scopes:
            if not scope or is_file(scope):
                raise self._document.error(node, name, f"found `{scope}`", key.expected())
        return tuple(dict.fromkeys(scopes))

    def _tags(self, node: yaml.Node, key: Key, name: str) -> dict[str, str]:
        if isinstance(node, yaml.SequenceNode):
            tags: dict[str, str] = {}
            for item in node.value:
                if not isinstance(item, yaml.MappingNode):
                    raise self._document.error(item, name, f"found {shown(item)}", key.expected())
                tags.update(self._text_map(item, key, name))
            return tags
        if not isinstance(node, yaml.MappingNode):
            raise self._document.error(node, name, f"found {shown(node)}", key.expected())
        return self._text_map(node, key, name)
