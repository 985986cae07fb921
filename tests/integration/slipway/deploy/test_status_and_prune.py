"""What is served, and what is no longer needed."""

import pytest

from slipway.deploy.prune import prune
from slipway.deploy.status import status
from slipway.errors import SlipwayError


@pytest.fixture
def look(project, recorder, unique_name):
    return lambda *names: status(project, recorder, names, environment=unique_name)


@pytest.fixture
def cut(project, recorder, unique_name):
    return lambda keep, *names: prune(project, recorder, names or ["get-movie"], environment=unique_name, keep=keep)


@pytest.fixture
def sixty(function):
    """The function with versions 1 to 60."""
    for number in range(2, 61):
        function.client.update_function_configuration(FunctionName=function.name, Description=str(number))
        function.client.publish_version(FunctionName=function.name)
    return function


def test_status_says_what_is_served_and_what_deploy_would_change(function, run, look, write, recorder):
    (found,) = look("get-movie")
    assert (found.alias, found.version, found.weights, found.pending) == ("live", "1", {}, ["code"])
    (made,) = run("get-movie")
    recorder.operations.clear()
    (found,) = look("get-movie")
    assert (found.version, found.code_sha256, found.pending) == ("2", made.code_sha256, [])
    assert 0 <= found.age < 600
    assert sorted(recorder.operations) == ["GetAlias", "GetFunction", "GetFunction"]
    function.configure(MemorySize=256)
    write("get-movie", "two")
    function.client.update_alias(
        FunctionName=function.name, Name="live", RoutingConfig={"AdditionalVersionWeights": {"1": 0.25}}
    )
    (found,) = look("get-movie")
    assert (found.weights, found.pending) == ({"1": 0.25}, ["code", "configuration", "canary"])


def test_an_alias_on_latest_is_not_up_to_date_even_with_the_apps_code(function, run, look):
    run("get-movie")
    function.client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="$LATEST")
    (found,) = look("get-movie")
    assert (found.version, found.pending) == ("$LATEST", ["alias"])


def test_code_that_another_uploaded_is_no_change_of_the_configuration(function, run, look):
    run("get-movie")
    function.upload("def handler(event, context): return 'other'\n")
    assert look("get-movie")[0].pending == []


def test_status_of_a_missing_function_fails_and_shows_the_others(function, project, recorder, unique_name):
    found = []
    with pytest.raises(SlipwayError, match=f"1 of 2 apps failed:\n  send-mail: there is no function {unique_name}"):
        status(project, recorder, environment=unique_name, on_done=found.append)
    assert [one.app for one in found] == ["get-movie"]


def test_prune_keeps_the_newest_by_number_of_more_than_fifty_versions(sixty, cut):
    sixty.client.update_alias(FunctionName=sixty.name, Name="live", FunctionVersion="60")
    (done,) = cut(3)
    assert done.kept == [58, 59, 60]
    assert done.deleted == list(range(1, 58))
    assert sixty.versions() == ["58", "59", "60"]
    assert cut(3)[0].deleted == []


def test_prune_spares_what_aliases_and_weights_point_at(sixty, cut):
    alias = {"FunctionName": sixty.name, "RoutingConfig": {"AdditionalVersionWeights": {"9": 0.1}}}
    sixty.client.update_alias(**alias, Name="live", FunctionVersion="13")
    sixty.client.create_alias(FunctionName=sixty.name, Name="beta", FunctionVersion="5")
    (done,) = cut(1)
    assert done.kept == [5, 9, 13, 60]
    assert sixty.versions() == ["5", "9", "13", "60"]


def test_prune_spares_the_way_back(function, run, write, cut):
    for answer in "234":
        write("get-movie", answer)
        run("get-movie")
    assert cut(1)[0].kept == [3, 4]
    assert function.answer() == "4"


def test_prune_never_deletes_a_version_that_an_alias_has_reached_meanwhile(sixty, cut, recorder):
    recorder.after["ListAliases"] = lambda: sixty.client.update_alias(
        FunctionName=sixty.name, Name="live", FunctionVersion="30"
    )
    with pytest.raises(SlipwayError, match="changed by someone else meanwhile"):
        cut(1)
    assert "30" in sixty.versions()
    assert sixty.live()["Version"] == "30"


def test_two_prunes_at_once_delete_the_same(sixty, cut, project, target, unique_name, recorder):
    sixty.client.update_alias(FunctionName=sixty.name, Name="live", FunctionVersion="60")
    recorder.after["ListAliases"] = lambda: prune(project, target, ["get-movie"], environment=unique_name, keep=50)
    (done,) = cut(3)
    assert done.kept == [58, 59, 60]
    assert sixty.versions() == ["58", "59", "60"]


def test_deploying_goes_on_after_more_than_fifty_versions(sixty, run):
    (made,) = run("get-movie")
    assert made.version == "61"
    assert sixty.answer() == "one"


def test_a_missing_function_cannot_be_pruned(project, cut):
    with pytest.raises(SlipwayError, match="there is no function"):
        cut(1)
