"""Ends writers by TerminateProcess at random moments: `python -m tests.windows.killing FOLDER`.

Runs on Windows. Prints how many it ended, once everything they wrote was whole after each.
"""

import random
import sys
import time
from pathlib import Path

from tests import writers

ROUNDS = 25


def main(folder: Path) -> None:
    """Two at a time: the first is ended while the other waits for it, or it for the other."""
    moments = random.Random(20261125)
    ended = 0
    for _ in range(ROUNDS):
        for writer in writers.started(folder, 2):
            time.sleep(moments.uniform(0.0, 0.1))  # the random moment, not a wait for anything
            writers.kill(writer)
            writers.assert_whole(folder)
            ended += 1
    (last,) = writers.started(folder, 1)
    assert writers.reports(last) > ended // 2
    writers.kill(last)
    print(f"ended {ended}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
