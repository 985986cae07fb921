"""A function in a process of Lambda's Python runtime: cold, warm, restored from hooks, failed."""

import os
import sys
from pathlib import Path

import pytest
from repository import ROOT

from slipway.bench import locally
from slipway.bench.processes import Function, run
from slipway.config.app import App
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.local.environments import runtime_python

SOURCE = """
import os, time
from snapshot_restore_py import register_after_restore, register_before_snapshot

done = []
register_before_snapshot(done.append, "before")
register_after_restore(done.append, "after")
time.sleep(float(os.environ.get("IMPORT_SECONDS", 0)))


def handler(event, context):
    if event.get("fail"):
        raise ValueError("no table")
    return {"done": done, "size": event["size"]}
"""
SNAP_START = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start", "IMPORT_SECONDS": "0.5"}


@pytest.fixture(scope="session")
def python(shared_environments=ROOT / ".slipway" / "environments"):
    return runtime_python(shared_environments)


@pytest.fixture
def function(tmp_path):
    (tmp_path / "app.py").write_text(SOURCE)

    def function(event='{"size": 1}', expected=b'"size": 1'):
        return Function("app", tmp_path, "app.handler", event, expected)

    return function


@pytest.fixture
def environment():
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "AWS_DEFAULT_REGION": "eu-central-1"}


def test_a_process_is_invoked_as_often_as_wanted(python, function, environment):
    done = run(python, function(expected=b'"done": []'), environment, 4)
    assert len(done.warm) == len(done.warm_cpu) == 3
    assert all(cpu > 0 for cpu in [done.cold_cpu, *done.warm_cpu])
    assert min(done.warm) > 0
    assert done.cold > max(done.warm)
    assert done.memory > 1000


def test_with_snapstart_the_hooks_run_and_only_what_follows_the_restore_counts(python, function, environment):
    expected = b'"done": ["before", "after"]'
    with_import = run(python, function(expected=b'"done": []'), {**environment, "IMPORT_SECONDS": "0.5"}, 1)
    restored = run(python, function(expected=expected), environment | SNAP_START, 1)
    assert with_import.cold > 0.5 > restored.cold > 0
    assert restored.cold_cpu < with_import.cold_cpu


@pytest.mark.parametrize(("event", "message"), [('{"fail": true}', "no table"), ('{"size": 2}', '"size": 2')])
def test_a_response_that_is_not_as_expected_is_an_error(python, function, environment, event, message):
    with pytest.raises(SlipwayError, match=rf"(?s)app failed: .*{message}"):
        run(python, function(event), environment, 2)


def test_a_function_that_does_not_start_is_an_error_with_its_log(python, tmp_path, environment):
    (tmp_path / "app.py").write_text("import nothing_like_this\n")
    with pytest.raises(SlipwayError, match="nothing_like_this"):
        run(python, Function("app", tmp_path, "app.handler", "{}"), environment, 1)


def test_a_process_that_ends_is_an_error(tmp_path, environment):
    program = (sys.executable, "-c", "raise SystemExit('no such runtime')")
    with pytest.raises(SlipwayError, match=r"(?s)app failed: .*no such runtime"):
        run(Path("unused"), Function("app", tmp_path, "app.handler", "{}", runtime=program), environment, 2)


def test_another_runtime_is_refused(tmp_path):
    app = App(tmp_path / "apps" / "page", runtime="nodejs22.x")
    with pytest.raises(SlipwayError, match="apps/page isn't a Python function"):
        locally.measure(load_project(ROOT), app, "{}", None, {}, 1, 1)
