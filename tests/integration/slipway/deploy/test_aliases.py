"""Functions with the aliases test and prod, and functions that a pipeline releases."""

import subprocess

import pytest

from slipway.deploy.canary import Canary
from slipway.deploy.prune import prune
from slipway.deploy.release_rollback import rollback_release
from slipway.deploy.rollback import FirstReleaseError, rollback
from slipway.deploy.status import status
from slipway.errors import SlipwayError

OWNED = "What callers invoke; released by the pipeline dev-delivery"


@pytest.fixture
def stages(function):
    """A function with the aliases test and prod beside live, on the placeholder."""
    for alias in ("test", "prod"):
        function.client.create_alias(FunctionName=function.name, Name=alias, FunctionVersion="1")
    return function


@pytest.fixture
def versions(stages):
    """``versions()`` returns alias -> the version that it points at."""

    def versions():
        aliases = stages.client.list_aliases(FunctionName=stages.name)["Aliases"]
        return {alias["Name"]: alias["FunctionVersion"] for alias in aliases}

    return versions


@pytest.fixture
def back(project, recorder, unique_name):
    def back(alias, to=None):
        return rollback(project, recorder, "get-movie", environment=unique_name, alias=alias, to=to)

    return back


def test_an_alias_moves_alone_and_the_next_one_gets_the_same_version(stages, run, versions, recorder):
    (tested,) = run("get-movie", alias="test")
    assert (tested.alias, tested.version) == ("test", "2")
    assert versions() == {"live": "1", "prod": "1", "test": "2", "previous-test": "1"}
    recorder.operations.clear()
    (made,) = run("get-movie", alias="prod")
    assert (made.version, made.changed) == ("2", True)
    assert "UpdateFunctionCode" not in recorder.operations
    assert versions()["live"] == "1"


def test_each_alias_goes_back_to_its_own_previous_version(stages, run, write, versions, back):
    for answer, aliases in {"2": ["test", "prod"], "3": ["test"], "4": ["test", "prod"]}.items():
        write("get-movie", answer)
        for alias in aliases:
            run("get-movie", alias=alias)
    assert (back("prod").version, back("test").version) == ("2", "3")
    assert versions() == {
        "live": "1", "prod": "2", "test": "3", "previous-prod": "2", "previous-test": "3",
    }  # fmt: skip
    with pytest.raises(
        SlipwayError,
        match=r"no version before 1 is recorded for live of .* get-movie --alias live --to VERSION`, of 2, 3, 4$",
    ):
        back("live")


def test_the_previous_version_of_live_keeps_its_name(stages, run, write, versions, back):
    for answer in "23":
        write("get-movie", answer)
        run("get-movie")
    assert versions()["previous"] == "2"
    assert back("live").version == "2"


def test_status_shows_every_alias_and_its_pipeline(stages, run, project, recorder, unique_name):
    run("get-movie", alias="test")
    stages.client.update_alias(FunctionName=stages.name, Name="prod", Description=OWNED)
    statuses = status(project, recorder, ["get-movie"], environment=unique_name)
    assert [(each.alias, each.version, each.pending, each.pipeline) for each in statuses] == [
        ("live", "1", ["code"], None),
        ("prod", "1", ["code"], "dev-delivery"),
        ("test", "2", [], None),
    ]


def test_prune_keeps_what_any_alias_its_previous_or_its_weights_point_at(
    stages, run, write, project, recorder, unique_name
):
    for answer in "23456789":
        write("get-movie", answer)
        run("get-movie", alias="test")
        if answer in "35":
            run("get-movie", alias="prod")
    stages.client.update_alias(
        FunctionName=stages.name, Name="prod", RoutingConfig={"AdditionalVersionWeights": {"7": 0.1}}
    )
    (pruning,) = prune(project, recorder, ["get-movie"], environment=unique_name, keep=1)
    # live, previous-prod, prod and its weight, previous-test, test
    assert pruning.kept == [1, 3, 5, 7, 8, 9]


def test_a_canary_and_its_rollback_are_of_one_alias(stages, run, write, versions, project):
    run("get-movie", alias="prod")
    write("get-movie", "bad")
    with pytest.raises(SlipwayError, match="there is no alarm"):
        run("get-movie", alias="prod", canary=Canary(10, 0.1, ("none",)))
    (made,) = run("get-movie", alias="prod", canary=Canary(10, 0.1))
    assert made.version == "3"
    assert versions() == {"live": "1", "test": "1", "prod": "3", "previous-prod": "2"}


def test_a_missing_alias_is_an_error_that_names_it(stages, run, recorder):
    with pytest.raises(SlipwayError, match=f"there is no function {stages.name} with alias beta in"):
        run("get-movie", alias="beta")
    assert recorder.writes == []


def test_a_version_names_its_commit(function, run, write, project, recorder):
    for command in (["init", "-q"], ["add", "apps"], ["commit", "-qm", "one"]):
        settings = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        subprocess.run(["git", *settings, *command], cwd=project, check=True)
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, check=True, capture_output=True, text=True
    ).stdout
    run("get-movie")
    assert function.live()["Description"] == f"commit {commit.strip()}"
    recorder.operations.clear()
    assert not run("get-movie")[0].changed
    assert recorder.writes == []
    write("get-movie", "two")
    run("get-movie")
    assert function.live()["Description"] == f"commit {commit.strip()}-dirty"


@pytest.fixture
def owned(functions):
    """The function of get-movie, which a pipeline releases, beside the one of send-mail."""
    functions[0].client.update_alias(FunctionName=functions[0].name, Name="live", Description=OWNED)
    return functions


def test_an_alias_that_a_pipeline_releases_is_refused_by_name_and_unchanged(owned, run, recorder):
    message = f"alias live of {owned[0].name} is released by the pipeline dev-delivery, not by `slipway deploy`"
    with pytest.raises(SlipwayError, match=message):
        run("get-movie")
    assert recorder.writes == []


def test_a_deployment_of_all_apps_leaves_what_a_pipeline_releases(owned, run, capsys):
    deployments = {made.app: (made.version, made.changed) for made in run()}
    assert deployments == {"get-movie": ("1", False), "send-mail": ("2", True)}
    assert "left as it is: alias live of" in capsys.readouterr().err


def test_a_rollback_of_what_a_pipeline_releases_is_allowed(function, run, write, back):
    for answer in "23":
        write("get-movie", answer)
        run("get-movie")
    function.client.update_alias(FunctionName=function.name, Name="live", Description=OWNED)
    assert back("live").version == "2"


@pytest.fixture
def release(functions, run, write, project):
    """``release("get-movie", …)`` commits changes of these apps, and releases all apps to prod."""
    for function in functions:
        function.client.create_alias(FunctionName=function.name, Name="prod", FunctionVersion="1")
    commits = []

    def git(*arguments):
        identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=project, check=True, capture_output=True)

    def release(*changed):
        commits.append(changed)
        for app in changed:
            write(app, f"{app} {len(commits)}")
        git("add", "apps")
        git("commit", "-qm", f"Release {len(commits)}")
        run(alias="prod")

    git("init", "-q")
    return release


@pytest.fixture
def undo(project, recorder, unique_name):
    """``undo()`` rolls the last release of prod back, and returns the versions."""

    def undo():
        done = rollback_release(project, recorder, environment=unique_name, alias="prod")
        return {each.app: each.version for each in done}

    return undo


def test_the_last_release_is_undone_where_it_changed_a_function(release, undo, recorder):
    with pytest.raises(SlipwayError, match="nothing is released to the alias prod of a function"):
        undo()
    release("get-movie", "send-mail")
    release("get-movie", "send-mail")
    release("send-mail")
    recorder.operations.clear()
    assert undo() == {"send-mail": "3"}
    assert recorder.writes == ["UpdateAlias"]


def test_the_first_release_has_nothing_to_go_back_to(release, undo, recorder):
    release("get-movie", "send-mail")
    recorder.operations.clear()
    message = "get-movie, send-mail: nothing was released to prod before, so there is nothing to go back to"
    with pytest.raises(SlipwayError, match=message):
        undo()
    assert recorder.writes == []


def test_a_function_that_is_new_in_the_last_release_stays(release, undo, create_function, capsys):
    release("get-movie", "send-mail")
    added = create_function("add-movie")
    added.client.create_alias(FunctionName=added.name, Name="prod", FunctionVersion="1")
    release("get-movie", "add-movie")
    capsys.readouterr()
    assert undo() == {"get-movie": "2"}
    assert capsys.readouterr().err == "left as it is: add-movie: nothing was released to prod before\n"
    assert added.client.get_alias(FunctionName=added.name, Name="prod")["FunctionVersion"] == "2"


def test_versions_of_another_alias_are_not_a_release_to_go_back_to(stages, run, write, back):
    for answer in "12":
        write("get-movie", answer)
        run("get-movie", alias="test")
    run("get-movie", alias="prod")
    with pytest.raises(FirstReleaseError, match=r"no version before 3 is recorded for prod of .*, of 2$"):
        back("prod")


def test_a_function_whose_version_before_is_unknown_is_an_error(release, undo, functions):
    release("get-movie", "send-mail")
    release("get-movie", "send-mail")
    movie = functions[0]
    movie.client.delete_alias(FunctionName=movie.name, Name="previous-prod")
    with pytest.raises(SlipwayError, match=r"get-movie: no version before 3 is recorded for prod of .*, of 2$"):
        undo()
    assert movie.client.get_alias(FunctionName=functions[1].name, Name="prod")["FunctionVersion"] == "2"


def test_the_last_release_of_several_functions_is_undone_in_all_of_them(release, undo):
    release("get-movie", "send-mail")
    release("get-movie", "send-mail")
    assert undo() == {"get-movie": "2", "send-mail": "2"}


def test_a_canary_is_the_last_release(release, undo, functions):
    release("get-movie", "send-mail")
    release("get-movie", "send-mail")
    movie = functions[0]
    movie.client.update_alias(
        FunctionName=movie.name, Name="prod", RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}}
    )
    assert undo() == {"get-movie": "3"}
    assert "RoutingConfig" not in movie.client.get_alias(FunctionName=movie.name, Name="prod")


def test_a_release_without_a_commit_is_not_known(stages, run, undo):
    run("get-movie", alias="prod")
    with pytest.raises(SlipwayError, match="the newest prod version, of get-movie, names no commit"):
        undo()
