"""cache.json and history.json: what is damaged is set aside, what is another's is left alone."""

import json
import os
from pathlib import Path

import pytest

from aws_sso.adapters.files.history import HistoryFile
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.role_cache import RoleCache
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.roles import Account, Catalog

REGION, START_URL, ARN = "us-east-1", "https://start", "arn:aws:iam::111122223333:role/Admin"
CATALOG = Catalog(
    REGION,
    START_URL,
    1_000,
    (Account("111122223333", "Example", "a@example.com", ("Admin", "Dev")),),
    ("000000000001",),
)
DAMAGED = [
    "",
    "{",
    "[]",
    "null",
    "[" * 100_000,
    '{"version": 1}',
    '{"version": 1, "instances": []}',
    '{"version": 2, "instances": {}}',
    '{"version": 1, "instances": {"Default": 3}}',
    '{"version": 1, "instances": {"Default": [{"arn": "a", "last": Infinity, "times": 1}]}}',
    '{"version": 1, "instances": {"Default": {"sso_region": "", "start_url": "",'
    ' "refreshed": Infinity, "missing": [], "accounts": {}}}}',
]


def cache(folder: Path, warnings: list[str]) -> RoleCache:
    """The cache in a folder."""
    locks = Locks(folder / "locks", "test", warnings.append)
    return RoleCache(folder / "cache.json", locks, warnings.append)


def history(folder: Path, warnings: list[str]) -> HistoryFile:
    """The history in a folder, without limits that matter here."""
    locks = Locks(folder / "locks", "test", warnings.append)
    return HistoryFile(folder / "history.json", locks, 10, 0, warnings.append)


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    """By instance; those of others stay."""
    warnings: list[str] = []
    for instance in ("Default", "Other"):
        cache(tmp_path, warnings).keep(instance, CATALOG)
        history(tmp_path, warnings).add(instance, ARN, 1_000.0)
    for instance in ("Default", "Other"):
        assert cache(tmp_path, warnings).catalog(instance, REGION, START_URL) == CATALOG
        assert history(tmp_path, warnings).recent(instance, 1_001.0) == (Use(ARN, 1_000, 1),)
    assert cache(tmp_path, warnings).catalog("Default", REGION, "https://another") is None
    assert not warnings


@pytest.mark.parametrize("content", DAMAGED, ids=lambda content: content[:60])
def test_a_damaged_cache_is_set_aside_and_counts_as_none(tmp_path: Path, content: str) -> None:
    """Scenario 6: with a warning that says what to do, and the next refresh is kept."""
    (tmp_path / "cache.json").write_text(content, encoding="utf-8")
    warnings: list[str] = []
    assert cache(tmp_path, warnings).catalog("Default", REGION, START_URL) is None
    assert os.listdir(tmp_path) == ["cache.json.damaged-1"]
    assert (tmp_path / "cache.json.damaged-1").read_text(encoding="utf-8") == content
    (warning,) = warnings
    assert "renamed to cache.json.damaged-1; run `aws-sso cache` to fetch" in warning
    cache(tmp_path, warnings).keep("Default", CATALOG)
    assert cache(tmp_path, warnings).catalog("Default", REGION, START_URL) == CATALOG


@pytest.mark.parametrize("content", DAMAGED, ids=lambda content: content[:60])
def test_a_damaged_history_is_set_aside_and_begins_anew(tmp_path: Path, content: str) -> None:
    """Scenario 6: with a warning; the use at hand is the first one remembered."""
    (tmp_path / "history.json").write_text(content, encoding="utf-8")
    warnings: list[str] = []
    history(tmp_path, warnings).add("Default", ARN, 1_000.0)
    assert (tmp_path / "history.json.damaged-1").read_text(encoding="utf-8") == content
    (warning,) = warnings
    assert warning.endswith("renamed to history.json.damaged-1")
    assert history(tmp_path, warnings).recent("Default", 1_001.0) == (Use(ARN, 1_000, 1),)


@pytest.mark.parametrize("key", ["SSO", "ConfigCreatedAt"])
def test_a_cache_of_the_go_program_is_replaced_without_a_warning(tmp_path: Path, key: str) -> None:
    """It lies there when people come from that program, and stays until the first refresh."""
    (tmp_path / "cache.json").write_text(json.dumps({"Version": 8, key: {}}), encoding="utf-8")
    warnings: list[str] = []
    assert cache(tmp_path, warnings).catalog("Default", REGION, START_URL) is None
    assert os.listdir(tmp_path) == ["cache.json"]
    cache(tmp_path, warnings).keep("Default", CATALOG)
    assert cache(tmp_path, warnings).catalog("Default", REGION, START_URL) == CATALOG
    assert not warnings
