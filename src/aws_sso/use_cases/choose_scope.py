"""Turns the user's request into the scope of credentials."""

from aws_sso.annotations import Mapping, Protocol
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.scope.policy import minified
from aws_sso.domain.scope.read_only import read_only_policy
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.scope.wish import ScopeWish, is_file, wish_text
from aws_sso.domain.text.nearest import nearest
from aws_sso.errors import ConfigError, SsoError, UsageError


class PolicyFiles(Protocol):
    """Policy files, named on the command line or in config.yaml.

    `read` returns None for a missing file, and raises UnsafeFileError if others may write to it.
    """

    def absolute(self, path: str) -> str: ...
    def of_config(self, path: str) -> str: ...
    def read(self, path: str) -> str | None: ...


@frozen
class ChooseScopePorts:
    """What choosing needs; `policies` come from config.yaml, each as JSON or a file."""

    policies: Mapping[str, str]
    files: PolicyFiles


def choose_scope(ports: ChooseScopePorts, wish: ScopeWish) -> Scope:
    """Return the requested scope.

    Raises UsageError for an unknown service, and for an unknown or invalid policy; UnsafeFileError
    for a file that others may write to.
    """
    if wish.read_only is not None:
        return _scope(wish, read_only_policy(wish.read_only))
    if wish.policy is None:
        return _scope(wish, None)
    if wish.names_file:
        path = ports.files.absolute(wish.policy)
        return _scope(replace(wish, policy=path), _policy_in(ports, path))
    return _scope(wish, _named(ports, wish.policy))


def _scope(wish: ScopeWish, policy: str | None) -> Scope:
    return Scope(wish_text(replace(wish, max_ttl=0)), policy, wish.max_ttl * 60)


def _named(ports: ChooseScopePorts, name: str) -> str:
    source = ports.policies.get(name)
    if source is None:
        near = nearest(name, ports.policies)
        meant = f"did you mean `{near[0]}`? " if near else ""
        known = ", ".join(ports.policies) or "none"
        raise UsageError(
            f"policy `{name}` is not in `Policies` in config.yaml",
            f"{meant}known policies: {known}; for a file, include a `/` or `.json`: `./{name}`",
        )
    where = f"the policy `{name}` in config.yaml"
    try:
        if is_file(source) and not source.lstrip().startswith("{"):
            return _policy_in(ports, ports.files.of_config(source))
        return minified(source, where)
    except UsageError as error:
        raise ConfigError(error.message, error.hint) from None


def _policy_in(ports: ChooseScopePorts, path: str) -> str:
    text = ports.files.read(path)
    if text is None:
        raise SsoError(f"policy file not found: {path}", None)
    return minified(text, path)
