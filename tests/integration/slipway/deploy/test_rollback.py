"""The way back."""

import pytest

from slipway.deploy.rollback import rollback
from slipway.errors import SlipwayError


@pytest.fixture
def back(project, recorder, unique_name):
    return lambda to=None: rollback(project, recorder, "get-movie", environment=unique_name, to=to)


@pytest.fixture
def three(function, run, write):
    """The function with versions 2, 3 and 4, which answer ``2``, ``3`` and ``4``."""
    for answer in "234":
        write("get-movie", answer)
        run("get-movie")
    return function


def test_it_goes_back_to_what_was_served_before_with_one_write(three, back, recorder):
    recorder.operations.clear()
    done = back()
    assert (done.version, done.before, done.changed) == ("3", "4", True)
    assert three.answer() == "3"
    assert recorder.operations == ["GetAlias", "GetFunction", "UpdateAlias"]


def test_a_second_time_it_does_not_go_forward_to_the_bad_version(three, back):
    back()
    with pytest.raises(SlipwayError, match=r"nothing is known .* before version 3 .*--to; there are 1, 2, 3, 4"):
        back()
    assert three.answer() == "3"


def test_after_a_first_deployment_it_does_not_go_back_to_the_placeholder(function, run, back):
    run("get-movie")
    with pytest.raises(SlipwayError, match=r"nothing is known .* before version 2 .*--to; there are 1, 2"):
        back()
    assert function.answer() == "one"


def test_the_placeholder_is_not_version_1_where_a_function_of_that_name_was_deleted_before(function, run, back):
    function.configure(MemorySize=256)
    function.client.publish_version(FunctionName=function.name)
    function.client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="2")
    run("get-movie")
    with pytest.raises(SlipwayError, match=r"nothing is known .* before version 3"):
        back()
    assert function.answer() == "one"


def test_code_that_was_there_before_slipway_is_a_way_back(create_function, run, back):
    function = create_function("get-movie", "def handler(event, context): return 'before'\n")
    run("get-movie")
    assert back().version == "1"
    assert function.answer() == "before"


def test_it_goes_to_a_version_by_its_number_and_only_once(three, back, recorder):
    assert back(2).changed
    recorder.operations.clear()
    assert not back(2).changed
    assert recorder.writes == []
    assert three.answer() == "2"


def test_a_version_that_failed_its_check_is_not_what_it_goes_back_to(function, run, back, write, project):
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


def test_it_ends_a_canary_that_was_cut_off(three, back):
    three.client.update_alias(
        FunctionName=three.name, Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}}
    )
    done = back()
    assert (done.version, done.changed, three.weights(), three.answer()) == ("4", True, {}, "4")


def test_the_next_deployment_goes_forward_again(three, back, run):
    back()
    (made,) = run("get-movie")
    assert (made.version, made.changed, three.answer()) == ("4", True, "4")


def test_a_deployment_of_the_sources_that_it_went_back_to_changes_nothing(three, back, run, write, recorder):
    back()
    write("get-movie", "3")
    recorder.operations.clear()
    (made,) = run("get-movie")
    assert (made.version, made.changed, three.answer()) == ("3", False, "3")
    assert recorder.operations == ["GetFunction", "GetAlias", "GetFunction"]


def test_an_unknown_version_is_refused(three, back, recorder):
    recorder.operations.clear()
    with pytest.raises(SlipwayError, match=rf"{three.name} has no version 9; there are 1, 2, 3, 4$"):
        back(9)
    assert recorder.writes == []


def test_nothing_was_served_before_the_first_deployment(function, back):
    with pytest.raises(SlipwayError, match="nothing is known to have been served before version 1"):
        back()


def test_an_alias_that_another_moves_meanwhile_stays_where_it_put_it(three, back, recorder):
    recorder.before["UpdateAlias"] = lambda: three.client.update_alias(
        FunctionName=three.name, Name="live", FunctionVersion="2"
    )
    with pytest.raises(SlipwayError, match="changed by someone else meanwhile"):
        back()
    assert three.live()["Version"] == "2"
