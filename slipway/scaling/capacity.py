"""The capacity model: what a load needs of each quota and setting, and which of them is too small first."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, inf

from slipway.scaling import queueing
from slipway.scaling.load import Function, Load


@dataclass(frozen=True)
class Need:
    """What the load needs of a limit.

    Attributes:
        what: part of the system, and what is limited.
        needs: number that the load needs.
        limit: limit that AWS or a setting sets.
        unit: unit of both, e.g. ``/s``; may be empty.
        factor: factor by which the load may grow before the limit is reached; less than 1 if it is too large.
        effect: what happens beyond the limit.
    """

    what: str
    needs: float
    limit: float
    unit: str
    factor: float
    effect: str


@dataclass(frozen=True)
class Backlog:
    """What waits for a function after an outage.

    Attributes:
        function: its name.
        messages: number of messages that have arrived in the outage.
        drained: seconds until none waits, while others still arrive; infinity if their number grows.
    """

    function: str
    messages: float
    drained: float


def needs(load: Load) -> list[Need]:
    """Return the needs of a load, the limit that is reached first at the beginning."""
    found = [*_of_api(load), *_of_account(load)]
    for name, function in load.functions.items():
        found += _of_function(name, function, load)
    return sorted(found, key=lambda need: need.factor)


def backlogs(load: Load) -> list[Backlog]:
    """Return what waits for the functions of queues and streams after an outage."""
    found = []
    for name, function in load.functions.items():
        if function.source != "api":
            rate = load.requests * function.per_request
            waiting = rate * load.outage
            mails = load.quotas.mails_per_second / function.mails if function.mails else inf
            throughput = min(_throughput(function, load), mails)
            found.append(Backlog(name, waiting, queueing.drain_time(waiting, rate, throughput)))
    return found


def _need(what: str, needed: float, limit: float, unit: str, effect: str) -> Iterator[Need]:
    """Yield a need that grows as the load does, if there is any."""
    if needed:
        yield Need(what, needed, limit, unit, limit / needed, effect)


def _of_api(load: Load) -> Iterator[Need]:
    rate, burst = load.quotas.api_rate, load.quotas.api_burst
    share, empty = queueing.refused_share(load.requests, rate), queueing.empty_after(load.requests, rate, burst)
    steady = f"API Gateway answers 429 to {share:.0%}, after {empty:.1f} s" if share else "API Gateway answers 429"
    yield from _need("API: requests", load.requests, rate, "/s", steady)
    refused = queueing.refused_of_burst(load.burst, burst)
    together = f"API Gateway answers 429 to {refused:.0f} of them" if refused else "API Gateway answers 429 to some"
    yield from _need("API: requests at the same time", load.burst, burst, "", together)


def _of_account(load: Load) -> Iterator[Need]:
    """Yield the needs of what all functions share."""
    mean = sum(_busy(function, load) for function in load.functions.values())
    needed = queueing.concurrency_for(mean, load.throttled)
    largest = queueing.largest_mean(load.quotas.concurrency, load.throttled)
    effect = "API requests are throttled, and messages wait"
    if mean:
        limit = load.quotas.concurrency
        yield Need("account: concurrent executions", needed, limit, "", largest / mean, effect)
    together = load.burst * sum(each.per_request for each in load.functions.values() if each.source == "api")
    yield from _need(
        "account: executions at the same time", ceil(together), load.quotas.concurrency, "", "the others are throttled"
    )
    mails = sum(load.requests * each.per_request * each.mails for each in load.functions.values())
    wait = "SES throttles, and messages wait"
    yield from _need("SES: recipients", mails, load.quotas.mails_per_second, "/s", wait)
    daily = sum(load.daily * each.per_request * each.mails for each in load.functions.values())
    yield from _need("SES: recipients", daily, load.quotas.mails_per_day, "/day", "mails become dead letters")


def _of_function(name: str, function: Function, load: Load) -> Iterator[Need]:
    rate, quotas = load.requests * function.per_request, load.quotas
    if function.source == "api":
        limit = function.concurrency or quotas.concurrency
        yield from _need(f"{name}: requests", rate, limit * quotas.requests_per_concurrency, "/s", "they are throttled")
        together = ceil(load.burst * function.per_request)
        slow = "the others are throttled for some seconds"
        yield from _need(f"{name}: executions at the same time", together, quotas.new_executions, "", slow)
        if function.concurrency and rate:
            mean = _busy(function, load)
            needed = queueing.concurrency_for(mean, load.throttled)
            factor = queueing.largest_mean(limit, load.throttled) / mean
            yield Need(f"{name}: reserved concurrency", needed, limit, "", factor, "requests are throttled")
    else:
        grows = f"the {function.source} grows"
        yield from _need(f"{name}: events", rate, _throughput(function, load), "/s", grows)
    for kind, units, limit_ in (
        ("writes", function.writes, quotas.partition_writes),
        ("reads", function.reads, quotas.partition_reads),
    ):
        yield from _need(f"{name}: {kind} of a partition", rate * units, limit_, "/s", "DynamoDB throttles")


def _busy(function: Function, load: Load) -> float:
    """Return how many executions of a function run on average."""
    rate = load.requests * function.per_request
    if function.source == "api":
        return queueing.busy(rate, function.milliseconds / 1000)
    # An invocation with a part of a batch is shorter in proportion.
    share = min(1.0, rate / _throughput(function, load)) if rate else 0.0
    return share * _concurrency(function, load)


def _throughput(function: Function, load: Load) -> float:
    return queueing.throughput(_concurrency(function, load), function.batch, function.milliseconds / 1000)


def _concurrency(function: Function, load: Load) -> int:
    default = 1 if function.source == "stream" else min(load.quotas.queue_concurrency, load.quotas.concurrency)
    return function.concurrency or default
