"""Canaries: a new version receives a share of the invocations, and is rolled back if something fails."""

import threading
from collections import Counter

import pytest

from slipway.deploy import canary as canaries
from slipway.deploy.canary import Canary
from slipway.deploy.rollback import rollback
from slipway.errors import SlipwayError

HALF = Canary(percent=50, bake=2)


class Killed(BaseException):
    """Ends a deployment like a SIGKILL: Slipway doesn't catch it."""


def kill():
    raise Killed


@pytest.fixture(autouse=True)
def short_interval(monkeypatch):
    monkeypatch.setattr(canaries, "INTERVAL", 0.1)


@pytest.fixture
def deployed(function, run, write):
    """A function that returns ``one``, while the sources return ``two``."""
    run("get-movie")
    write("get-movie", "two")
    return function


@pytest.fixture
def alarm(aws, unique_name):
    cloudwatch, name = aws("cloudwatch"), f"{unique_name}-errors"
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Example",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="ignore",  # so that CloudWatch's evaluation keeps the state that the test sets
    )

    def set_state(state="ALARM", alarm=name):
        cloudwatch.set_alarm_state(AlarmName=alarm, StateValue=state, StateReason="too many errors")

    set_state.alarm = name
    set_state("OK")
    yield set_state
    cloudwatch.delete_alarms(AlarmNames=[name])


def test_a_successful_canary_splits_the_traffic_and_then_receives_all(deployed, run, recorder, capsys):
    answers = Counter()

    def ask():
        answers.update(deployed.answer() for _ in range(40))
        assert deployed.weights() == {"3": 0.5}
        assert deployed.live()["Version"] == "2"

    recorder.before["UpdateAlias previous"] = ask  # the end of the canary
    (made,) = run("get-movie", canary=HALF)
    # Each result has a probability of 1/2: the probability that one is missing is 2 in 2 ** 40.
    assert set(answers) == {"one", "two"}
    assert (made.version, made.changed) == ("3", True)
    assert (deployed.weights(), deployed.answer()) == ({}, "two")
    assert capsys.readouterr().err == f"{deployed.name}: version 3 receives 50 % for 2 s\n"


def test_a_version_that_replaces_the_placeholder_receives_all_immediately(function, run, recorder, capsys):
    (made,) = run("get-movie", canary=HALF)
    assert (made.version, function.weights(), function.answer()) == ("2", {}, "one")
    assert recorder.writes.count("UpdateAlias") == 1
    message = f"{function.name}: version 2 receives all invocations: it replaces the placeholder\n"
    assert capsys.readouterr().err == message


def test_a_function_that_had_code_before_slipway_has_a_canary(create_function, run, recorder):
    create_function("get-movie", "def handler(event, context): return 'before'\n")
    run("get-movie", canary=HALF)
    assert recorder.writes.count("UpdateAlias") == 2


def test_an_alarm_rolls_the_canary_back(deployed, run, recorder, alarm):
    recorder.after["UpdateAlias"] = lambda: alarm("ALARM")
    with pytest.raises(
        SlipwayError, match=r"version 3 was rolled back: alarm '.*' is in ALARM \(too many errors\)\. .* 2"
    ):
        run("get-movie", canary=Canary(10, 60, (alarm.alarm,)))
    assert (deployed.weights(), deployed.live()["Version"], deployed.answer()) == ({}, "2", "one")
    assert recorder.writes[-2:] == ["UpdateAlias", "UpdateAlias"]


def test_a_composite_alarm_counts_too(deployed, run, recorder, alarm, aws, unique_name):
    name = f"{unique_name}-any"
    aws("cloudwatch").put_composite_alarm(AlarmName=name, AlarmRule=f'ALARM("{alarm.alarm}")')
    alarm("OK", name)
    recorder.after["UpdateAlias"] = lambda: alarm("ALARM", name)
    with pytest.raises(SlipwayError, match=f"rolled back: alarm '{name}' is in ALARM"):
        run("get-movie", canary=Canary(10, 60, (name,)))
    aws("cloudwatch").delete_alarms(AlarmNames=[name])


def test_the_alarm_of_an_app_ends_its_canary_too(deployed, run, recorder, alarm, tmp_path):
    environment, _, name = alarm.alarm.partition("-")
    assert deployed.name == f"{environment}-get-movie"
    (tmp_path / "apps" / "get-movie" / "app.toml").write_text(f'alarm = "{name}"\n')
    recorder.after["UpdateAlias"] = lambda: alarm("ALARM")
    with pytest.raises(SlipwayError, match=f"rolled back: alarm '{alarm.alarm}' is in ALARM"):
        run("get-movie", canary=Canary(10, 60))
    assert deployed.weights() == {}


def test_an_alarm_before_the_canary_stops_the_run_before_any_write(deployed, run, recorder, alarm):
    alarm("ALARM")
    recorder.operations.clear()
    message = rf"^alarm '{alarm.alarm}' is in ALARM .*: no canary starts; a deployment without --canary, such as"
    with pytest.raises(SlipwayError, match=message):
        run("get-movie", canary=Canary(10, 60, (alarm.alarm,)))
    assert recorder.operations == ["DescribeAlarms"]


def test_an_unknown_alarm_stops_the_run_before_any_write(deployed, run, recorder):
    recorder.operations.clear()
    with pytest.raises(SlipwayError, match="there is no alarm 'nowhere' in eu-central-1"):
        run("get-movie", canary=Canary(10, 60, ("nowhere",)))
    assert recorder.operations == ["DescribeAlarms"]


def test_a_failed_check_rolls_the_canary_back(deployed, run, project, unique_name, recorder):
    marker = project / "fail"
    (project / "apps/get-movie/get_movie.py").write_text(
        f"import os\ndef handler(event, context): return os.path.exists({str(marker)!r})\n"
    )
    (project / "apps/get-movie/check.json").write_text('{"event": {}, "expect": false}')
    recorder.after["UpdateAlias"] = marker.touch
    with pytest.raises(SlipwayError, match=r"version 3 was rolled back: version 3 fails check\.json: it returned true"):
        run("get-movie", canary=Canary(10, 60))
    assert (deployed.weights(), deployed.answer()) == ({}, "one")


def test_ctrl_c_rolls_the_canary_back(deployed, run, monkeypatch):
    # Ctrl-C reaches the calling thread only; the deployment is in another one.
    wait = threading.Event.wait

    def interrupted(self, timeout=None):
        if timeout == canaries.INTERVAL:
            self.set()
        return wait(self, timeout)

    monkeypatch.setattr(threading.Event, "wait", interrupted)
    with pytest.raises(SlipwayError, match="version 3 was rolled back: interrupted"):
        run("get-movie", canary=Canary(10, 600))
    assert (deployed.weights(), deployed.answer()) == ({}, "one")


@pytest.mark.parametrize("canary", [None, HALF], ids=["immediately", "with a canary again"])
def test_the_next_run_finishes_a_killed_canary(canary, deployed, run, recorder):
    recorder.after["UpdateAlias"] = kill
    with pytest.raises(Killed):
        run("get-movie", canary=HALF)
    assert (deployed.weights(), deployed.live()["Version"]) == ({"3": 0.5}, "2")
    recorder.after.clear()
    (made,) = run("get-movie", canary=canary)
    assert (made.version, made.changed, deployed.weights(), deployed.answer()) == ("3", True, {}, "two")
    assert deployed.versions() == ["1", "2", "3"]


def test_a_killed_canary_is_replaced_with_newer_code(deployed, run, recorder, write):
    recorder.after["UpdateAlias"] = kill
    with pytest.raises(Killed):
        run("get-movie", canary=HALF)
    recorder.after.clear()
    write("get-movie", "three")
    run("get-movie", canary=HALF)
    assert (deployed.weights(), deployed.answer(), deployed.live()["Version"]) == ({}, "three", "4")


def test_a_killed_canary_of_a_configuration_is_reverted_with_the_configuration(function, run, recorder):
    run("get-movie")
    function.configure(MemorySize=256)
    recorder.after["UpdateAlias"] = kill
    with pytest.raises(Killed):
        run("get-movie", canary=HALF)
    recorder.after.clear()
    function.configure(MemorySize=128)
    (made,) = run("get-movie")
    assert (made.version, made.changed, function.weights()) == ("2", True, {})
    assert not run("get-movie")[0].changed


def test_another_deployment_during_the_canary_is_not_overwritten(deployed, run, recorder):
    def other():
        deployed.client.update_alias(FunctionName=deployed.name, Name="live", FunctionVersion="1", RoutingConfig={})

    recorder.before["UpdateAlias previous"] = other
    with pytest.raises(SlipwayError, match="changed by someone else meanwhile"):
        run("get-movie", canary=HALF)
    assert (deployed.weights(), deployed.live()["Version"]) == ({}, "1")


def test_a_rollback_ends_the_canary_of_another_run_and_keeps_the_previous_version(
    deployed, run, recorder, project, target, unique_name
):
    recorder.after["UpdateAlias"] = lambda: rollback(project, target, "get-movie", environment=unique_name)
    with pytest.raises(SlipwayError, match=r"^get-movie: someone else has moved alias live .*; it is left as it is$"):
        run("get-movie", canary=Canary(10, 600))
    assert (deployed.weights(), deployed.live()["Version"]) == ({}, "2")
    previous = deployed.client.get_alias(FunctionName=deployed.name, Name="previous")
    assert previous["FunctionVersion"] == "1"


def test_a_canary_that_cannot_be_rolled_back_is_an_error(deployed, run, recorder, alarm):
    def other():
        alarm("ALARM")
        deployed.client.update_alias(FunctionName=deployed.name, Name="live", Description="x")

    recorder.after["UpdateAlias"] = other
    with pytest.raises(SlipwayError, match=r"could not be rolled back \(.*someone else.*\): see `slipway status`"):
        run("get-movie", canary=Canary(10, 60, (alarm.alarm,)))
