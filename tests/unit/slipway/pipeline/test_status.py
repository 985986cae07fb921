"""A pipeline's status as text and as JSON."""

import json
from dataclasses import asdict, fields

import pytest

from slipway.pipeline.status import ActionStatus, ExecutionStatus, StageStatus, Status, lines, status


@pytest.fixture
def answered(target, execution_id, noon):
    """Stubs the pipeline's state and its executions."""
    ran = {"pipelineExecutionId": execution_id, "status": "InProgress"}
    token = {"status": "InProgress", "token": "secret"}
    error = {
        "status": "Failed",
        "errorDetails": {"code": "JobFailed", "message": "\x1b[2Jno\nmore"},
        "externalExecutionUrl": "https://x",
    }
    revision = {"revisionId": "1a2b3c4d5e6f7a8b", "revisionChangeId": "1", "created": noon}
    stages = [
        {
            "stageName": "Source",
            "latestExecution": ran | {"status": "Succeeded"},
            "inboundTransitionState": {"enabled": True},
            "actionStates": [
                {
                    "actionName": "Code",
                    "currentRevision": revision,
                    "latestExecution": {"status": "Succeeded", "lastStatusChange": noon, "summary": "Make it"},
                }
            ],
        },
        {
            "stageName": "Release",
            "latestExecution": ran,
            "inboundExecutions": [{"pipelineExecutionId": "next", "status": "InProgress"}],
            "inboundTransitionState": {"enabled": False, "disabledReason": "holiday"},
            "actionStates": [
                {"actionName": "Approve", "latestExecution": token},
                {"actionName": "Check", "latestExecution": error},
            ],
        },
        {"stageName": "Publish", "actionStates": [{"actionName": "Notify"}]},
    ]
    target.answer("get_pipeline_state", {"pipelineName": "dev-site", "stageStates": stages}, name="dev-site")
    summaries = [
        {
            **ran,
            "startTime": noon,
            "sourceRevisions": [{"actionName": "Code", "revisionId": "1a2b3c4d5e6f7a8b"}],
            "trigger": {"triggerType": "WebhookV2"},
        },
        {"pipelineExecutionId": "old", "status": "Superseded"},
    ]
    newest = {"pipelineExecutionSummaries": summaries}
    target.answer("list_pipeline_executions", newest, pipelineName="dev-site", maxResults=5)


def test_the_text_has_stages_actions_and_executions(pipeline, answered, execution_id):
    assert list(lines(status(pipeline))) == [
        "Source  Succeeded",
        "  Code     Succeeded   1a2b3c4d5e6f7a8b",
        "Release  InProgress  transition disabled: holiday  waiting to enter: next",
        "  Approve  InProgress  waits for approval",
        "  Check    Failed      JobFailed: [2Jno more",
        "Publish  has not run",
        "  Notify",
        "",
        f"{execution_id}  InProgress  2026-11-21T12:00:00Z  WebhookV2  Code 1a2b3c4d5e6f",
        "old  Superseded",
    ]


def test_the_json_has_the_documented_names_and_no_token(pipeline, answered, execution_id):
    found = json.loads(json.dumps(asdict(status(pipeline))))

    assert found.keys() == {"pipeline", "version", "stages", "executions"}
    assert (found["pipeline"], found["version"]) == ("dev-site", 3)
    assert found["stages"][1] | {"actions": []} == {
        "name": "Release",
        "status": "InProgress",
        "execution": execution_id,
        "waiting": ["next"],
        "disabled": "holiday",
        "actions": [],
    }
    assert found["stages"][0]["actions"] == [
        {
            "name": "Code",
            "status": "Succeeded",
            "changed_at": "2026-11-21T12:00:00Z",
            "revision": "1a2b3c4d5e6f7a8b",
            "summary": "Make it",
            "error": None,
            "link": None,
            "approval": False,
        }
    ]
    assert found["executions"][0] == {
        "id": execution_id,
        "status": "InProgress",
        "started_at": "2026-11-21T12:00:00Z",
        "trigger": "WebhookV2",
        "revisions": {"Code": "1a2b3c4d5e6f7a8b"},
    }
    assert "secret" not in json.dumps(found)


@pytest.mark.parametrize(("is_local", "link"), [(True, None), (False, "https://x")])
def test_links_to_the_console_are_left_out_on_the_local_aws(pipeline, target, answered, monkeypatch, is_local, link):
    monkeypatch.setattr(target, "is_local", is_local)
    assert status(pipeline).stages[1].actions[1].link == link


def test_a_pipeline_that_never_ran_has_no_executions(pipeline, target):
    stages = [{"stageName": "Source", "actionStates": [{"actionName": "Code"}]}]
    target.answer("get_pipeline_state", {"stageStates": stages}, name="dev-site")
    target.answer("list_pipeline_executions", {"pipelineExecutionSummaries": []}, pipelineName="dev-site", maxResults=5)

    assert list(lines(status(pipeline))) == ["Source  has not run", "  Code", "", "no execution yet"]


def test_the_documentation_shows_the_fields_in_their_order(pytestconfig):
    page = (pytestconfig.rootpath / "docs" / "pipeline.md").read_text()
    shown = json.loads(page.partition("```json\n")[2].partition("```")[0])
    stage = shown["stages"][0]

    for kind, example in (
        (Status, shown),
        (StageStatus, stage),
        (ActionStatus, stage["actions"][0]),
        (ExecutionStatus, shown["executions"][0]),
    ):
        assert [item.name for item in fields(kind)] == list(example)
