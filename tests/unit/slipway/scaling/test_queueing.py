"""The formulas of the capacity model against a simulation."""

import math

import capacity_simulation as simulation
import pytest

from slipway.scaling import queueing

DURATIONS = {
    "constant": lambda _: 0.2,
    "exponential": lambda generator: generator.expovariate(5),
    "two kinds": lambda generator: 0.05 if generator.random() < 0.75 else 0.65,
}


@pytest.mark.parametrize("duration", DURATIONS)
@pytest.mark.parametrize(("concurrency", "rate"), [(10, 40), (10, 80), (3, 5)])
def test_the_share_of_throttled_requests_depends_on_the_mean_duration_only(concurrency, rate, duration):
    mean = queueing.busy(rate, 0.2)

    simulated = simulation.refused_share(concurrency, rate, DURATIONS[duration], requests=30_000)

    assert queueing.refused(concurrency, mean) == pytest.approx(simulated, abs=0.012)


@pytest.mark.parametrize("mean", [0.5, 8, 300])
@pytest.mark.parametrize("share", [0.001, 0.05])
def test_a_concurrency_is_the_lowest_that_throttles_no_more_than_a_share(mean, share):
    concurrency = queueing.concurrency_for(mean, share)

    assert queueing.refused(concurrency, mean) <= share < queueing.refused(concurrency - 1, mean)
    assert queueing.largest_mean(concurrency, share) >= mean > queueing.largest_mean(concurrency - 1, share)


def test_executions_that_are_always_free_throttle_nothing():
    assert queueing.refused(10, 0) == 0
    assert queueing.concurrency_for(0, 0.001) == 1


@pytest.mark.parametrize(("rate", "refill", "bucket"), [(80, 50, 100), (500, 50, 10)])
def test_a_token_bucket_is_empty_after_a_time_and_then_refuses_a_share(rate, refill, bucket):
    empty = queueing.empty_after(rate, refill, bucket)
    accepted = simulation.token_bucket([number / rate for number in range(int(rate * (empty + 60)))], refill, bucket)

    first = accepted.index(False) / rate
    after = accepted[accepted.index(False) :]
    assert first == pytest.approx(empty, abs=2 / rate)
    assert after.count(False) / len(after) == pytest.approx(queueing.refused_share(rate, refill), rel=0.02)


def test_a_token_bucket_refuses_what_arrives_together_beyond_its_size():
    assert simulation.token_bucket([0.0] * 130, 50, 100).count(False) == queueing.refused_of_burst(130, 100)
    assert queueing.refused_of_burst(40, 100) == 0


def test_a_token_bucket_that_is_refilled_fast_enough_is_never_empty():
    assert queueing.empty_after(50, 50, 10) == math.inf
    assert queueing.refused_share(50, 50) == queueing.refused_share(0, 50) == 0


@pytest.mark.parametrize(
    ("backlog", "rate", "concurrency", "batch", "duration"),
    [(6000, 4, 2, 10, 1.5), (2400, 4, 1, 100, 0.4), (6000, 9, 2, 10, 2), (900, 0, 5, 1, 0.5)],
)
def test_a_queue_drains_by_what_its_consumers_process_more_than_arrives(backlog, rate, concurrency, batch, duration):
    throughput = queueing.throughput(concurrency, batch, duration)

    simulated = simulation.drain_time(backlog, rate, concurrency, batch, duration)

    assert queueing.drain_time(backlog, rate, throughput) == pytest.approx(simulated, rel=0.03)


def test_a_queue_that_gets_more_than_is_processed_never_drains():
    assert queueing.drain_time(10, 5, queueing.throughput(1, 1, 0.2)) == math.inf
