"""Rolling back to an earlier version."""

import pytest

from slipway.deploy.rollback import rollback
from slipway.errors import SlipwayError

FIRST = r"^nothing was released to live before, so there is nothing to go back to$"


@pytest.fixture
def back(project, recorder, unique_name):
    return lambda to=None: rollback(project, recorder, "get-movie", environment=unique_name, to=to)


@pytest.fixture
def three(function, run, write):
    """A function with versions 2, 3 and 4, which return ``2``, ``3`` and ``4``."""
    for answer in "234":
        write("get-movie", answer)
        run("get-movie")
    return function


def test_the_previous_version_is_restored_with_one_write(three, back, recorder):
    recorder.operations.clear()
    done = back()
    assert (done.version, done.before, done.changed) == ("3", "4", True)
    assert three.answer() == "3"
    assert recorder.operations == ["GetAlias", "GetFunction", "UpdateAlias"]


def test_a_second_rollback_does_not_return_to_the_newer_version(three, back):
    back()
    command = "`slipway rollback get-movie --alias live --to VERSION`"
    with pytest.raises(SlipwayError, match=rf"no version before 3 is recorded for live .*: {command}, of 2, 4$"):
        back()
    assert three.answer() == "3"


def test_the_placeholder_is_not_a_previous_version(function, run, back):
    run("get-movie")
    with pytest.raises(SlipwayError, match=FIRST):
        back()
    with pytest.raises(SlipwayError, match=r"version 1 of .* has no code: .*; there are 2$"):
        back(1)
    assert function.answer() == "one"


def test_the_placeholder_is_recognized_in_another_version_than_1(function, run, back):
    function.configure(MemorySize=256)
    function.client.publish_version(FunctionName=function.name)
    function.client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="2")
    run("get-movie")
    with pytest.raises(SlipwayError, match=FIRST):
        back()
    assert function.answer() == "one"


def test_code_from_before_slipway_is_a_previous_version(create_function, run, back):
    function = create_function("get-movie", "def handler(event, context): return 'before'\n")
    run("get-movie")
    assert back().version == "1"
    assert function.answer() == "before"


def test_a_version_can_be_named_and_a_second_rollback_to_it_writes_nothing(three, back, recorder):
    assert back(2).changed
    recorder.operations.clear()
    assert not back(2).changed
    assert recorder.writes == []
    assert three.answer() == "2"


def test_a_version_that_failed_its_check_is_not_a_previous_version(function, run, back, write, project):
    run("get-movie")
    write("get-movie", "bad")
    (project / "apps/get-movie/check.json").write_text('{"event": {}, "expect": "good"}')
    with pytest.raises(SlipwayError, match="version 3 fails"):
        run("get-movie")
    write("get-movie", "good")
    run("get-movie")
    assert function.live()["Version"] == "4"
    assert back().version == "2"
    assert function.answer() == "one"


def test_an_interrupted_canary_is_ended(three, back):
    three.client.update_alias(
        FunctionName=three.name, Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}}
    )
    done = back()
    assert (done.version, done.changed, three.weights(), three.answer()) == ("4", True, {}, "4")


def test_the_next_deployment_deploys_the_sources_again(three, back, run):
    back()
    (made,) = run("get-movie")
    assert (made.version, made.changed, three.answer()) == ("4", True, "4")


def test_a_deployment_of_the_restored_sources_changes_nothing(three, back, run, write, recorder):
    back()
    write("get-movie", "3")
    recorder.operations.clear()
    (made,) = run("get-movie")
    assert (made.version, made.changed, three.answer()) == ("3", False, "3")
    assert recorder.operations == ["GetFunction", "GetAlias", "GetFunction"]


def test_an_unknown_version_is_an_error(three, back, recorder):
    recorder.operations.clear()
    with pytest.raises(SlipwayError, match=rf"{three.name} has no version 9; there are 2, 3, 4$"):
        back(9)
    assert recorder.writes == []


def test_there_is_no_previous_version_before_the_first_deployment(function, back):
    with pytest.raises(SlipwayError, match=FIRST):
        back()
    with pytest.raises(SlipwayError, match=r"has no version 9; there are none$"):
        back(9)


def test_an_alias_that_someone_else_moves_is_not_overwritten(three, back, recorder):
    recorder.before["UpdateAlias"] = lambda: three.client.update_alias(
        FunctionName=three.name, Name="live", FunctionVersion="2"
    )
    with pytest.raises(SlipwayError, match="changed by someone else meanwhile"):
        back()
    assert three.live()["Version"] == "2"
