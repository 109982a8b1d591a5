"""Scenario 7: `kill -9` at any moment leaves the old or the new content, whole."""

import json
import random
import time
from pathlib import Path

from tests import writers

ROUNDS = 200


def test_two_hundred_kills_leave_everything_whole(tmp_path: Path) -> None:
    """Vault, keys, cache and configuration open and make sense after each kill."""

    def check() -> None:
        vault = writers.vault_in(tmp_path)
        for instance in ("Default", writers.OTHER):
            writers.stored_count(vault, 0, instance)
        catalog = writers.cache_in(tmp_path).catalog("Default", "r", "s")
        if catalog:
            writers.count_of(catalog.accounts[0].name, 0)
        if (tmp_path / "config").exists():
            writers.count_of((tmp_path / "config").read_text(), 0)

    moments = random.Random(20261123)
    for _ in range(ROUNDS // 2):
        # Two at a time: the first is killed while the other waits for it, or it for the other.
        for writer in [writers.start(tmp_path, files_too=True) for _ in range(2)]:
            time.sleep(moments.uniform(0.0, 0.03))  # the random moment, not a wait for anything
            writers.kill(writer)
            check()
    assert json.loads((tmp_path / "cache.json").read_text())["version"] == 1
    assert writers.stored_count(writers.vault_in(tmp_path), 0) > 0
