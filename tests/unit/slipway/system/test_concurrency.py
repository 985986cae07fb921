"""Failures of some apps, and their effect on the others."""

from pathlib import Path

import pytest

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.system.concurrency import run_concurrently

APPS = [App(Path("apps") / name) for name in ("a", "b", "c")]


@pytest.fixture
def run():
    """``run({app: error})`` works on three apps, and returns the raised error and the names of the finished apps."""

    def run(errors):
        def work(app):
            if app.name in errors:
                raise errors[app.name]
            return app.name

        done = []
        with pytest.raises((SlipwayError, KeyError)) as raised:
            run_concurrently(APPS, work, done.append)
        return raised.value, sorted(done)

    return run


def test_errors_are_raised_together_after_the_other_apps_are_done(run):
    error, done = run({"a": SlipwayError("no"), "c": SlipwayError("no")})

    assert (str(error), done) == ("2 of 3 apps failed:\n  a, c: no", ["b"])


def test_an_unexpected_error_keeps_its_traceback_and_does_not_stop_the_others(run):
    bug = KeyError("Runtime")

    error, done = run({"a": bug, "b": SlipwayError("no")})

    assert error is bug
    assert bug.__notes__ == ["2 of 3 apps failed:\n  a: 'Runtime'\n  b: no"]
    assert done == ["c"]
