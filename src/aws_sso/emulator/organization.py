"""Organizations: the accounts and roles in the emulated portal."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Account:
    """An account; `account_id` has 12 digits, `roles` are role names."""

    account_id: str
    name: str
    email: str
    roles: list[str]
    access_roles: list[str] = field(default_factory=list)


@dataclass
class Organization:
    """Everything the user may see. Roles can be granted and revoked while the emulator runs."""

    accounts: dict[str, Account] = field(default_factory=dict)

    @classmethod
    def of(cls, accounts: list[Account]) -> "Organization":
        """Return an organization with these accounts."""
        return cls({account.account_id: account for account in accounts})


def sample() -> Organization:
    """Return a small, realistic organization."""
    return Organization.of(
        [
            Account("012345670123", "Example Log Archive", "logs@example.com", ["ReadOnly"]),
            Account(
                "111122223333",
                "Example Sandbox",
                "sandbox@example.com",
                ["Admin", "ReadOnly"],
                ["team/deploy/Pipeline"],
            ),
            Account(
                "222233334444",
                "Example Shop Development",
                "shop-dev@example.com",
                ["Admin", "Developer", "ReadOnly"],
            ),
            Account(
                "333344445555",
                "Example Shop Production",
                "shop-prod@example.com",
                ["BreakGlass", "Deployer", "ReadOnly"],
            ),
            Account("999988887777", "Example Billing", "billing@example.com", ["Billing"]),
        ]
    )


NASTY_NAMES = (
    "two  words",
    "comma, colon: semicolon;",
    'it\'s "quoted"',
    "$(touch pwned) `touch pwned`",
    "${HOME} $HOME %PATH% %s",
    "back\\slash and | pipe & < > #",
    "line\nbreak\ttab",
    "esc\x1b[31mred\x07",
    "Ünï Cödé Ltd.",
    "株式会社サンプル",
    "عربى",
    "🚀 rocket",
    "[section] = value",
    "{{ .Template }}",
    "-dash --flag",
    "*?glob[a-z]",
    "' ; drop table",
    "x" * 200,
)
"""Names that broke shells, CSV files, profiles and terminals."""


def generated(accounts: int, roles: int, nasty: bool = False) -> Organization:
    """Return an organization with this many accounts and roles per account.

    With `nasty`, account names use every awkward character, and role names all characters that IAM
    allows (letters, digits and `+=,.@_-`).
    """
    made = []
    for number in range(accounts):
        account_id = f"{(number * 7_777_777_777 + 1_000_001) % 10**12:012d}"
        name = NASTY_NAMES[number % len(NASTY_NAMES)] if nasty else f"Example Team {number:04d}"
        suffix = "+=,.@_-" if nasty else ""
        made.append(
            Account(
                account_id,
                name,
                f"aws+{number}@example.com",
                [f"Role{index:03d}{suffix}" for index in range(roles)],
            )
        )
    return Organization.of(made)


def from_file(path: Path) -> Organization:
    """Read an organization from JSON: `{"accounts": [{"id", "name", "email", "roles": []}]}`.

    Raises ValueError that says what is wrong, OSError if the file cannot be read.
    """
    content: Any = json.loads(path.read_text(encoding="utf-8"))
    try:
        return Organization.of(
            [
                Account(
                    str(entry["id"]).zfill(12),
                    str(entry.get("name", "")),
                    str(entry.get("email", "")),
                    [str(role) for role in entry.get("roles", [])],
                    [str(role) for role in entry.get("access_roles", [])],
                )
                for entry in content["accounts"]
            ]
        )
    except (KeyError, TypeError, AttributeError):
        raise ValueError(
            f'{path}: not an organization: {{"accounts": [{{"id", "name", "email", "roles"}}]}}'
        ) from None
