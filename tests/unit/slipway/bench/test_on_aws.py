"""Cold starts on AWS, by a function whose environments are counted."""

import base64
import io
import json
import threading

import pytest

from slipway.bench import on_aws
from slipway.errors import SlipwayError


def response(log, **members):
    return {"LogResult": base64.b64encode(log.encode()).decode(), **members}


def as_text(milliseconds, init=None, kind="Init"):
    start = f"\t{kind} Duration: {init} ms" if init else ""
    return f"END RequestId: 1\nREPORT RequestId: 1\tDuration: {milliseconds} ms\tBilled Duration: 9 ms{start}\t\n"


def as_json(milliseconds, **metrics):
    report = {"type": "platform.report", "record": {"metrics": {"durationMs": milliseconds, **metrics}}}
    return f'{{"message": "request"}}\n{json.dumps(report)}\n'


class Lambda:
    """Starts an environment for each invocation that finds all others busy. Those of a wave meet at a barrier."""

    def __init__(self, waves, share=1.0):
        self.environments = 0
        self.calls = []
        self._waves = waves
        self._share = share
        self._lock = threading.Lock()

    def invoke(self):
        with self._lock:
            self.calls.append(threading.current_thread())
            number = len(self.calls)
            is_cold = self.environments < self._waves * self._share and number % max(1, round(1 / self._share)) == 0
            self.environments += is_cold
        return response(as_text(2.5, init=100 if is_cold else None))


def test_it_stops_when_there_are_enough_of_both():
    function = Lambda(waves=20)
    found = on_aws.measure(function.invoke, 20, 50)
    assert (len(found.cold), len(found.warm)) == (20, 50)
    assert found.cold == [0.1025] * 20
    assert found.warm == [0.0025] * 50


def test_further_waves_are_larger_when_environments_are_reused():
    function = Lambda(waves=20, share=0.5)
    found = on_aws.measure(function.invoke, 10, 5)
    assert len(found.cold) == 10
    assert len(function.calls) == 10 + 20  # half of the first wave was cold, and of the second the other half


def test_it_ends_without_enough_cold_starts():
    function = Lambda(waves=0)
    found = on_aws.measure(function.invoke, 10, 100)
    assert found.cold == []
    assert len(found.warm) == 100
    assert len(function.calls) <= on_aws.most(10, 100)


@pytest.mark.parametrize(
    ("log", "is_cold", "seconds"),
    [
        (as_text(2.5), False, 0.0025),
        (as_text(2.5, 100.5), True, 0.103),
        (as_text(2.5, 200, "Restore"), True, 0.2025),
        (as_json(2.5), False, 0.0025),
        (as_json(2.5, initDurationMs=100.5), True, 0.103),
        (as_json(2.5, restoreDurationMs=200, billedRestoreDurationMs=201), True, 0.2025),
    ],
)
def test_a_report_has_the_time_and_that_of_the_start_if_it_was_cold(log, is_cold, seconds):
    """https://docs.aws.amazon.com/lambda/latest/dg/snapstart-monitoring.html: "Restore Duration"."""
    found = on_aws.measure(lambda: response(log), 1, 1)
    assert (found.cold if is_cold else found.warm)[0] == pytest.approx(seconds)
    assert not (found.warm if is_cold else found.cold)


def test_a_function_that_fails_ends_it_with_its_error():
    failed = response(as_text(1), FunctionError="Unhandled", Payload=io.BytesIO(b'{"errorMessage": "no table"}'))
    with pytest.raises(SlipwayError, match=r"the function failed: .*no table"):
        on_aws.measure(lambda: failed, 1, 1)


def test_a_log_without_reports_ends_it_with_what_to_set():
    with pytest.raises(SlipwayError, match="set the function's system log level to INFO"):
        on_aws.measure(lambda: response('{"message": "request"}'), 1, 1)


def test_an_upper_limit_is_known_before():
    assert on_aws.most(100, 10_000) == 100 + 200 + 300 + 10_000
    assert on_aws.largest(100) == 300
