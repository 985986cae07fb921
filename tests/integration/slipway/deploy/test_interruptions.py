"""A deployment that is killed, or that another one crosses."""

import pytest

from slipway.errors import SlipwayError


class Killed(BaseException):
    """What ends a deployment where a SIGKILL would: nothing of Slipway's catches it."""


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
def test_a_run_that_was_killed_is_finished_by_the_next(operation, moment, function, run, recorder):
    getattr(recorder, moment)[operation] = kill
    with pytest.raises(Killed):
        run("get-movie")
    served_already = (operation, moment) == ("UpdateAlias", "after")
    assert function.live()["Version"] == ("2" if served_already else "1")
    getattr(recorder, moment).clear()
    (made,) = run("get-movie")
    assert made.version == "2"
    assert made.changed is not served_already
    assert function.answer() == "one"
    assert function.versions() == ["1", "2"]


def test_a_run_killed_while_lambda_still_updates_is_finished_by_the_next(function, run, recorder, write):
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
def test_code_that_another_uploads_meanwhile_is_never_put_behind_the_alias(operation, function, run, recorder):
    recorder.before[operation] = lambda: function.upload("def handler(event, context): return 'other'\n")
    with pytest.raises(SlipwayError, match=f"{function.name} was changed by someone else meanwhile; deploy again"):
        run("get-movie")
    assert function.live()["Version"] == "1"


def test_an_alias_that_another_moves_meanwhile_stays_where_it_put_it(function, run, recorder):
    def move():
        function.client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="1", Description="x")

    recorder.before["UpdateAlias"] = move
    with pytest.raises(SlipwayError, match="changed by someone else meanwhile"):
        run("get-movie")
    assert function.live()["Version"] == "1"
