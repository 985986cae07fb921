"""The arguments, output and exit codes of `slipway pipeline`."""

import argparse
import json

import pytest

from slipway import cli
from slipway.aws.target import Target
from slipway.pipeline import commands
from slipway.pipeline import wait as waiting

SETTINGS = """
region = "eu-central-1"
account = "123456789012"
environment = "dev"
[stacks.frontend]
directory = "iac/frontend"
outputs = { pipeline_name = "pipeline_name" }
pipeline = "pipeline_name"
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch, target):
    """A project that is applied to the target, with one pipeline; the working directory."""
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    (tmp_path / ".slipway" / "local").mkdir(parents=True)
    outputs = {"aws_endpoint_url": target.endpoint_url, "pipeline_name": "dev-site"}
    (tmp_path / ".slipway" / "local" / "outputs.json").write_text(json.dumps(outputs))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Target, "from_environment", lambda: target)
    return tmp_path


@pytest.fixture
def loaded(target, declaration):
    """``loaded()`` stubs the pipeline's declaration."""
    return lambda: target.answer("get_pipeline", {"pipeline": declaration}, name="dev-site")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["pipeline", *arguments])
    return parsed.run(parsed)


def test_start_prints_only_the_id(target, declaration, execution_id, capsys):
    pipeline = declaration | {"variables": [{"name": "A"}, {"name": "B"}]}
    target.answer("get_pipeline", {"pipeline": pipeline}, name="dev-site")
    target.answer(
        "start_pipeline_execution",
        {"pipelineExecutionId": execution_id},
        name="dev-site",
        variables=[{"name": "A", "value": "1=2"}, {"name": "B", "value": "2"}],
        sourceRevisions=[{"actionName": "Code", "revisionType": "COMMIT_ID", "revisionValue": "1a2b"}],
    )
    assert run("start", "--variable", "A=1=2", "--variable", "B=2", "--revision", "Code=1a2b") == 0
    assert capsys.readouterr() == (f"{execution_id}\n", "")


@pytest.mark.parametrize("pair", ["A", "A=", "=1", ""])
def test_an_option_that_is_not_a_pair_is_rejected(pair, capsys):
    with pytest.raises(SystemExit):
        run("start", f"--variable={pair}")
    assert f"{pair!r} is not NAME=VALUE" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["dev-site"]])
def test_start_can_wait_for_the_end(target, loaded, look, execution_id, capsys, words):
    loaded()
    target.answer("start_pipeline_execution", {"pipelineExecutionId": execution_id}, name="dev-site")
    look("Succeeded")
    assert run("start", *words, "--wait") == 0
    assert capsys.readouterr().out == f"{execution_id}\ndev-site {execution_id} Succeeded\n"


@pytest.mark.parametrize("named", [False, True])
def test_an_execution_can_be_named_without_its_pipeline(loaded, look, execution_id, named):
    loaded()
    look("Succeeded")
    assert run("wait", *(["dev-site"] if named else []), execution_id) == 0


def test_without_an_execution_the_latest_is_watched(target, loaded, look, execution_id):
    loaded()
    newest = {"pipelineExecutionSummaries": [{"pipelineExecutionId": execution_id, "status": "Succeeded"}]}
    target.answer("list_pipeline_executions", newest, pipelineName="dev-site", maxResults=1)
    look("Succeeded")
    assert run("wait") == 0


def test_a_failure_is_one_line_and_exit_code_1(loaded, look, ran, execution_id, capsys):
    loaded()
    look("Failed", ran("Build", "Site", "Failed", errorDetails={"code": "JobFailed", "message": "no"}))
    assert cli.main(["pipeline", "wait", execution_id]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == f"slipway: dev-site {execution_id} Failed: Build/Site Failed: JobFailed: no"


def test_ctrl_c_stops_watching_and_prints_that_the_execution_continues(loaded, look, execution_id, capsys, monkeypatch):
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(waiting.time, "sleep", interrupt)
    loaded()
    look("InProgress")
    assert cli.main(["pipeline", "wait", execution_id]) == 130
    assert capsys.readouterr().err.splitlines()[-2:] == [
        f"the execution continues; `slipway pipeline wait dev-site {execution_id}` watches it again",
        "slipway: interrupted",
    ]


def test_status_is_one_json_object_on_demand(target, loaded, capsys):
    loaded()
    target.answer("get_pipeline_state", {"stageStates": []}, name="dev-site")
    target.answer("list_pipeline_executions", {"pipelineExecutionSummaries": []}, pipelineName="dev-site", maxResults=5)
    assert run("status", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"pipeline": "dev-site", "version": 3, "stages": [], "executions": []}


def test_logs_of_an_execution_without_logs_print_a_message(loaded, look, execution_id, capsys):
    loaded()
    look("Succeeded")
    assert run("logs", execution_id) == 0
    assert capsys.readouterr() == ("", "nothing is logged yet\n")


@pytest.mark.parametrize(
    ("option", "status", "said"), [([], "Approved", "approved"), (["--reject"], "Rejected", "rejected")]
)
def test_an_approval_can_be_named_without_its_pipeline(target, loaded, noon, capsys, option, status, said):
    loaded()
    waits = {"actionName": "Approve", "latestExecution": {"status": "InProgress", "token": "t"}}
    state = {"stageStates": [{"stageName": "Release", "actionStates": [waits]}]}
    target.answer("get_pipeline_state", state, name="dev-site")
    target.answer(
        "put_approval_result",
        {"approvedAt": noon},
        pipelineName="dev-site",
        stageName="Release",
        actionName="Approve",
        result={"summary": "why", "status": status},
        token="t",
    )
    assert run("approve", "Release/Approve", "--summary", "why", *option) == 0
    assert capsys.readouterr().out == f"dev-site: Release/Approve {said}\n"


def test_retry_prints_the_stage_that_runs_again(target, loaded, execution_id, capsys):
    loaded()
    newest = {"pipelineExecutionSummaries": [{"pipelineExecutionId": execution_id, "status": "Failed"}]}
    target.answer("list_pipeline_executions", newest, pipelineName="dev-site", maxResults=1)
    build = {"stageName": "Build", "latestExecution": {"pipelineExecutionId": execution_id, "status": "Failed"}}
    target.answer("get_pipeline_state", {"stageStates": [build]}, name="dev-site")
    target.answer(
        "retry_stage_execution",
        {"pipelineExecutionId": execution_id},
        pipelineName="dev-site",
        stageName="Build",
        pipelineExecutionId=execution_id,
        retryMode="ALL_ACTIONS",
    )
    assert run("retry", "--all-actions") == 0
    assert capsys.readouterr().out == f"dev-site: Build of {execution_id} runs again\n"


@pytest.mark.parametrize("endpoint", [None, "http://127.0.0.1:1"])
def test_on_another_target_the_recorded_outputs_are_ignored(target, monkeypatch, endpoint, capsys):
    monkeypatch.setattr(target, "endpoint_url", endpoint, raising=False)
    target.answer("list_pipelines", {"pipelines": [{"name": "b"}, {"name": "a"}]})
    assert cli.main(["pipeline", "status"]) == 1
    assert capsys.readouterr().err == "slipway: there are several pipelines, name one of them: a, b\n"


def test_outside_a_project_the_accounts_only_pipeline_is_the_default(target, project, monkeypatch, capsys):
    monkeypatch.chdir(project.parent)
    target.answer("list_pipelines", {"pipelines": [{"name": "b"}, {"name": "a"}]})
    assert cli.main(["pipeline", "status"]) == 1
    assert capsys.readouterr().err == "slipway: there are several pipelines, name one of them: a, b\n"
