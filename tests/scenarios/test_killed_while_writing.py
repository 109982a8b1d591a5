"""Scenario 7: `kill -9` at any moment leaves the old or the new content, whole."""

import json
import random
import time
from pathlib import Path

import pytest

from tests import writers

ROUNDS = 200


@pytest.mark.long
def test_two_hundred_kills_leave_everything_whole(tmp_path: Path) -> None:
    """Vault, keys, cache and configuration open and make sense after each kill."""
    moments = random.Random(20261123)
    for _ in range(ROUNDS // 2):
        # Two at a time: the first is killed while the other waits for it, or it for the other.
        for writer in writers.started(tmp_path, 2):
            time.sleep(moments.uniform(0.0, 0.03))  # the random moment, not a wait for anything
            writers.kill(writer)
            writers.assert_whole(tmp_path)
    assert json.loads((tmp_path / "cache.json").read_text(encoding="utf-8"))["version"] == 1
    assert writers.stored_count(writers.vault_in(tmp_path), 0) > 0
