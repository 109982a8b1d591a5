"""The user's request to narrow credentials, as flags and as one line of text."""

from aws_sso.domain.frozen import frozen
from aws_sso.errors import UsageError

SCOPE_VARIABLE = "AWS_SSO_SCOPE"
"""The scope of the credentials in a shell's variables; unset if they are not narrowed."""
READ_ONLY = "read-only"
_POLICY, _MAX_TTL = "policy", "max-ttl"
LONGEST_TTL = 36 * 60
"""Minutes: STS accepts up to 129,600 seconds."""


@frozen
class ScopeWish:
    """A request; falsy if nothing is narrowed.

    `read_only` lists services: empty for all, None if not requested. `policy` is a name in
    config.yaml or a file; `max_ttl` is in minutes, 0 for none.
    """

    read_only: tuple[str, ...] | None = None
    policy: str | None = None
    max_ttl: int = 0

    def __bool__(self) -> bool:
        return self.read_only is not None or self.policy is not None or self.max_ttl > 0

    @property
    def names_file(self) -> bool:
        """Whether the policy is a file rather than a name: it has a `/` or ends in `.json`."""
        return self.policy is not None and is_file(self.policy)


def is_file(policy: str) -> bool:
    """Return whether `--policy` means a file: a name has no `/` and does not end in `.json`."""
    return "/" in policy or policy.endswith(".json")


def read_wish(read_only: str | None, policy: str | None, max_ttl: int | None) -> ScopeWish:
    """Build a request from flags; `read_only` is the text after `=`, "*" without one.

    Raises UsageError for an empty list of services and for two policies at once.
    """
    if read_only is not None and policy is not None:
        raise UsageError(
            "`--read-only` and `--policy` cannot be combined",
            "write one policy that covers both",
        )
    if policy == "":
        raise UsageError("`--policy` needs a name or a file", None)
    services = None if read_only is None else _services(read_only)
    return ScopeWish(services, policy, max_ttl or 0)


def _services(text: str) -> tuple[str, ...]:
    if text == "*":
        return ()
    services = tuple(service.strip() for service in text.split(","))
    if not all(services):
        raise UsageError(
            f"`--read-only={text}` does not list services",
            "for example `--read-only=s3,ec2`; `--read-only` alone covers all supported services",
        )
    return services


def wish_text(wish: ScopeWish) -> str:
    """Return a request as one line, which `wish_of_text` can parse."""
    parts = []
    if wish.read_only is not None:
        parts.append(f"{READ_ONLY}={','.join(wish.read_only)}" if wish.read_only else READ_ONLY)
    if wish.max_ttl:
        parts.append(f"{_MAX_TTL}={wish.max_ttl}")
    if wish.policy is not None:  # last, because a file name may contain spaces
        parts.append(f"{_POLICY}={wish.policy}")
    return " ".join(parts)


def wish_of_text(text: str) -> ScopeWish:
    """Parse the output of `wish_text`; raises UsageError for anything else."""
    rest, read_only, policy, max_ttl = text, None, None, 0
    try:
        while rest:
            if rest.startswith(f"{_POLICY}="):
                policy, rest = rest.removeprefix(f"{_POLICY}="), ""
                continue
            word, _, rest = rest.partition(" ")
            name, equals, value = word.partition("=")
            if name == READ_ONLY:
                read_only = value if equals else "*"
            elif name == _MAX_TTL and value.isdigit() and 0 < int(value) <= LONGEST_TTL:
                max_ttl = int(value)
            else:
                raise ValueError(word)
        wish = read_wish(read_only, policy, max_ttl)
    except ValueError:
        wish = ScopeWish()
    if not wish:
        raise UsageError(
            f"cannot determine how these credentials are narrowed: `{text}`",
            "specify it again with `--read-only` or `--policy`",
        )
    return wish
