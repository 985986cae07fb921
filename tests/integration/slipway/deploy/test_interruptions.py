"""Deployments that are killed, or that run concurrently."""

import pytest

from slipway.errors import SlipwayError


class Killed(BaseException):
    """Ends a deployment like a SIGKILL: Slipway doesn't catch it."""


def kill():
    raise Killed


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "operation",
    [
        "UpdateFunctionCode",
        "PublishVersion",
        "Invoke",
        "UpdateAlias previous",
        "CreateAlias",
        "UpdateAlias",
    ],
)
def test_the_next_run_finishes_a_killed_one(operation, moment, function, run, recorder):
    getattr(recorder, moment)[operation] = kill
    with pytest.raises(Killed):
        run("get-movie")
    is_live = (operation, moment) == ("UpdateAlias", "after")
    assert function.live()["Version"] == ("2" if is_live else "1")
    getattr(recorder, moment).clear()
    (made,) = run("get-movie")
    assert made.version == "2"
    assert made.changed is not is_live
    assert function.answer() == "one"
    assert function.versions() == ["1", "2"]


def test_the_next_run_replaces_an_upload_of_a_killed_one(function, run, recorder, write):
    run("get-movie")
    write("get-movie", "two")
    recorder.after["UpdateFunctionCode"] = kill
    with pytest.raises(Killed):
        run("get-movie")
    write("get-movie", "three")
    recorder.after.clear()
    run("get-movie")
    assert function.answer() == "three"


@pytest.mark.parametrize("operation", ["UpdateFunctionCode", "PublishVersion"])
def test_code_that_someone_else_uploads_is_never_live(operation, function, run, recorder):
    recorder.before[operation] = lambda: function.upload("def handler(event, context): return 'other'\n")
    with pytest.raises(SlipwayError, match=f"{function.name} was changed by someone else meanwhile; deploy again"):
        run("get-movie")
    assert function.live()["Version"] == "1"


def test_an_alias_that_someone_else_moves_is_not_overwritten(function, run, recorder):
    def move():
        function.client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="1", Description="x")

    recorder.before["UpdateAlias"] = move
    with pytest.raises(SlipwayError, match="changed by someone else meanwhile"):
        run("get-movie")
    assert function.live()["Version"] == "1"
