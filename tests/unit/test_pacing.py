"""The pacer against a simulated server: fast where allowed, no storm where not."""

import heapq

import pytest

from aws_sso.domain.session.pacing import Pacer


def simulate(calls: int, rate: float, threads: int, latency: float) -> tuple[float, int]:
    """Make calls against a token bucket; returns the seconds it takes and how many are refused."""
    pacer = Pacer()
    bucket, filled = rate or 1.0, 0.0
    workers = [(0.0, number) for number in range(threads)]
    done = refused = 0
    now = 0.0
    while done < calls:
        free, worker = heapq.heappop(workers)
        start = free + pacer.reserve(free)
        now = max(now, start + latency)
        passes = True
        if rate:
            bucket = min(rate, bucket + max(0.0, start - filled) * rate)
            filled = max(filled, start)
            passes = bucket >= 1
            bucket -= passes
        if passes:
            pacer.passed(start + latency)
            done += 1
            heapq.heappush(workers, (start + latency, worker))
        else:
            pacer.refused(start + latency, 1.0)
            refused += 1
            heapq.heappush(workers, (start + latency + 0.2, worker))
    return now, refused


@pytest.mark.parametrize(("calls", "threads"), [(200, 5), (1000, 5), (1000, 20)])
def test_a_limited_server_is_used_to_its_limit(calls: int, threads: int) -> None:
    """Within 10 % of the least time that 20 calls a second need, with few refusals."""
    took, refused = simulate(calls, 20, threads, 0.01)
    assert took <= 1.1 * calls / 20
    assert refused <= calls * 0.05


def test_an_unlimited_server_is_not_held_back() -> None:
    """As fast as threads and latency allow."""
    took, refused = simulate(1000, 0, 20, 0.05)
    assert refused == 0
    assert took <= 1.05 * 1000 * 0.05 / 20


@pytest.mark.parametrize("passed", [0, 1, 500])
def test_a_single_refusal_is_soon_forgotten(passed: int) -> None:
    """One 429, early or late, of a server without a limit costs seconds, not minutes."""
    pacer = Pacer()
    for number in range(passed):
        pacer.passed(number * 0.001)
    pacer.refused(1.0, 1.0)
    now = 1.0
    for _ in range(500):
        now += pacer.reserve(now)
        pacer.passed(now)
    assert now < 15


def test_a_storm_does_not_stop_it() -> None:
    """While everything is refused it tries twice a second, and afterwards is as fast as before."""
    pacer = Pacer()
    now = 0.0
    for _ in range(100):
        now += pacer.reserve(now)
        pacer.refused(now, None)
    assert now < 60
    assert pacer.rate == 2.0
    for _ in range(500):
        now += pacer.reserve(now)
        pacer.passed(now)
    assert pacer.rate is not None
    assert pacer.rate > 50


def test_it_waits_as_long_as_it_is_told() -> None:
    """`Retry-After` holds the next call back."""
    pacer = Pacer()
    pacer.refused(10.0, 7.0)
    assert pacer.reserve(10.0) >= 7.0
