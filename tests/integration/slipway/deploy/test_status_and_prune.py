"""The live versions, and deleting old ones."""

import pytest

from slipway.deploy.prune import prune
from slipway.deploy.status import status
from slipway.errors import SlipwayError


@pytest.fixture
def read(project, recorder, unique_name):
    return lambda *names: status(project, recorder, names, environment=unique_name)


@pytest.fixture
def delete(project, recorder, unique_name):
    return lambda keep, *names: prune(project, recorder, names or ["get-movie"], environment=unique_name, keep=keep)


@pytest.fixture
def sixty(function):
    """A function with versions 1 to 60."""
    for number in range(2, 61):
        function.client.update_function_configuration(FunctionName=function.name, Description=str(number))
        function.client.publish_version(FunctionName=function.name)
    return function


def test_status_returns_the_live_version_and_pending_changes(function, run, read, write, recorder):
    (result,) = read("get-movie")
    assert (result.alias, result.version, result.weights, result.pending) == ("live", "1", {}, ["code"])
    (made,) = run("get-movie")
    recorder.operations.clear()
    (result,) = read("get-movie")
    assert (result.version, result.code_sha256, result.pending) == ("2", made.code_sha256, [])
    assert 0 <= result.age < 600
    assert sorted(recorder.operations) == ["GetFunction", "GetFunction", "ListAliases"]
    function.configure(MemorySize=256)
    write("get-movie", "two")
    function.client.update_alias(
        FunctionName=function.name, Name="live", RoutingConfig={"AdditionalVersionWeights": {"1": 0.25}}
    )
    (result,) = read("get-movie")
    assert (result.weights, result.pending) == ({"1": 0.25}, ["code", "configuration", "canary"])


def test_an_alias_on_latest_is_not_up_to_date_even_with_the_apps_code(function, run, read):
    run("get-movie")
    function.client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="$LATEST")
    (result,) = read("get-movie")
    assert (result.version, result.pending) == ("$LATEST", ["alias"])


def test_code_that_someone_else_uploaded_is_not_a_change_of_the_configuration(function, run, read):
    run("get-movie")
    function.upload("def handler(event, context): return 'other'\n")
    assert read("get-movie")[0].pending == []


def test_status_of_a_missing_function_fails_and_shows_the_others(function, project, recorder, unique_name):
    results = []
    with pytest.raises(SlipwayError, match=f"1 of 2 apps failed:\n  send-mail: there is no function {unique_name}"):
        status(project, recorder, environment=unique_name, on_done=results.append)
    assert [[status.app for status in statuses] for statuses in results] == [["get-movie"]]


def test_prune_keeps_the_newest_by_number_of_more_than_fifty_versions(sixty, delete):
    sixty.client.update_alias(FunctionName=sixty.name, Name="live", FunctionVersion="60")
    (done,) = delete(3)
    assert done.kept == [58, 59, 60]
    assert done.deleted == list(range(1, 58))
    assert sixty.versions() == ["58", "59", "60"]
    assert delete(3)[0].deleted == []


def test_prune_keeps_versions_that_aliases_and_weights_point_at(sixty, delete):
    alias = {"FunctionName": sixty.name, "RoutingConfig": {"AdditionalVersionWeights": {"9": 0.1}}}
    sixty.client.update_alias(**alias, Name="live", FunctionVersion="13")
    sixty.client.create_alias(FunctionName=sixty.name, Name="beta", FunctionVersion="5")
    (done,) = delete(1)
    assert done.kept == [5, 9, 13, 60]
    assert sixty.versions() == ["5", "9", "13", "60"]


def test_prune_keeps_the_previous_version(function, run, write, delete):
    for answer in "234":
        write("get-movie", answer)
        run("get-movie")
    assert delete(1)[0].kept == [3, 4]
    assert function.answer() == "4"


def test_prune_never_deletes_a_version_that_an_alias_was_pointed_at_meanwhile(sixty, delete, recorder):
    recorder.after["ListAliases"] = lambda: sixty.client.update_alias(
        FunctionName=sixty.name, Name="live", FunctionVersion="30"
    )
    with pytest.raises(SlipwayError, match="changed by someone else meanwhile"):
        delete(1)
    assert "30" in sixty.versions()
    assert sixty.live()["Version"] == "30"


def test_two_concurrent_prunes_delete_the_same_versions(sixty, delete, project, target, unique_name, recorder):
    sixty.client.update_alias(FunctionName=sixty.name, Name="live", FunctionVersion="60")
    recorder.after["ListAliases"] = lambda: prune(project, target, ["get-movie"], environment=unique_name, keep=50)
    (done,) = delete(3)
    assert done.kept == [58, 59, 60]
    assert sixty.versions() == ["58", "59", "60"]


def test_deploy_works_with_more_than_fifty_versions(sixty, run):
    (made,) = run("get-movie")
    assert made.version == "61"
    assert sixty.answer() == "one"


def test_a_missing_function_cannot_be_pruned(project, delete):
    with pytest.raises(SlipwayError, match="there is no function"):
        delete(1)
