"""The formulas of the capacity model. Rates are per second, times in seconds."""

import math


def busy(rate: float, duration: float) -> float:
    """Return how many invocations run at the same time on average (Little's law).

    Args:
        rate: rate of the invocations.
        duration: duration of one.
    """
    return rate * duration


def refused(concurrency: int, mean: float) -> float:
    """Return the share of requests that are throttled: those that arrive while all executions are in use (Erlang B).

    It holds for requests that arrive independently of each other, whatever their durations are.

    Args:
        concurrency: the number of executions.
        mean: how many would run on average if none was throttled, as of `busy`.
    """
    share = 1.0
    for number in range(1, concurrency + 1):
        share = mean * share / (number + mean * share)
    return share


def concurrency_for(mean: float, share: float) -> int:
    """Return the lowest concurrency with which at most a share of the requests is throttled.

    Args:
        mean: mean, see `refused`.
        share: greater than 0.
    """
    refused_share, number = 1.0, 0
    while refused_share > share:
        number += 1
        refused_share = mean * refused_share / (number + mean * refused_share)
    return number


def largest_mean(concurrency: int, share: float) -> float:
    """Return the largest mean with which at most a share of the requests is throttled, by bisection.

    Args:
        concurrency: the number of executions.
        share: greater than 0 and less than 1.
    """
    low, high = 0.0, concurrency / (1 - share)  # no more can be executed
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if refused(concurrency, middle) <= share else (low, middle)
    return low


def refused_of_burst(requests: float, bucket: float) -> float:
    """Return how many of some requests at the same moment a full token bucket refuses."""
    return max(0.0, requests - bucket)


def refused_share(rate: float, refill: float) -> float:
    """Return the share of a steady rate that a token bucket refuses once it is empty.

    Args:
        rate: rate of the requests.
        refill: tokens a second.
    """
    return max(0.0, 1 - refill / rate) if rate else 0.0


def empty_after(rate: float, refill: float, bucket: float) -> float:
    """Return the seconds after which a steady rate has emptied a token bucket; infinity if it never does."""
    return bucket / (rate - refill) if rate > refill else math.inf


def throughput(concurrency: float, batch: float, duration: float) -> float:
    """Return how many messages a second are processed at most.

    Args:
        concurrency: batches that are processed at the same time.
        batch: messages of a batch.
        duration: duration of the invocation with a full batch.
    """
    return concurrency * batch / duration


def drain_time(backlog: float, rate: float, throughput_: float) -> float:
    """Return the seconds until a queue is empty while messages still arrive; infinity if it grows instead.

    Args:
        backlog: messages in the queue.
        rate: rate of the messages that arrive.
        throughput_: throughput, see `throughput`.
    """
    return backlog / (throughput_ - rate) if throughput_ > rate else math.inf
