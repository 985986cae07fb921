"""The calls of an HTTP API."""

from types import ModuleType
from typing import Any

import pytest
from botocore.stub import Stubber

DOCUMENT = b'{"openapi": "3.0.1"}'
API = {"ApiId": "a1b2c3"}


@pytest.fixture
def app(load_app: Any) -> ModuleType:
    module: ModuleType = load_app("deploy-api")
    return module


@pytest.fixture
def run(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``run([(operation, response, parameters), …])`` runs the action, which must make these calls."""
    import apis

    monkeypatch.setattr(app, "read_file", lambda *_: DOCUMENT)
    monkeypatch.setattr(app, "input_name", lambda *_: "source")
    parameters = app.Parameters(api_id="a1b2c3", stage="test", kind=app.Kind.HTTP, commit="abc")

    class Job:
        pass

    job: Any = Job()
    job.parameters = parameters

    def run(*calls: tuple[str, dict[str, Any], dict[str, Any]]) -> str:
        with Stubber(apis._http) as stub:
            for operation, response, expected in calls:
                stub.add_response(operation, response, API | expected)
            summary: str = app._run(job, None).summary
            stub.assert_no_pending_responses()
        return summary

    return run


def deployed(**items: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    found = [{"DeploymentId": each, "Description": description} for each, description in items.items()]
    return "get_deployments", {"Items": found}, {}


def digest() -> str:
    import hashlib

    return f"sha256 {hashlib.sha256(DOCUMENT).hexdigest()}"


def serving(deployment: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "get_stage", {"StageName": "test", "DeploymentId": deployment}, {"StageName": "test"}


def test_another_document_is_imported_and_deployed(run: Any) -> None:
    assert run(
        deployed(d1="sha256 other"),
        serving("d1"),
        ("reimport_api", {}, {"Body": DOCUMENT.decode(), "FailOnWarnings": True}),
        ("create_deployment", {"DeploymentId": "d2"}, {"Description": f"{digest()}, commit abc"}),
        ("update_stage", {}, {"StageName": "test", "DeploymentId": "d2"}),
    ) == "stage test serves deployment d2"  # fmt: skip


def test_the_deployment_of_another_stage_is_used_again(run: Any) -> None:
    assert run(
        deployed(d1="", d2=f"{digest()}, commit abc"),
        serving("d1"),
        ("update_stage", {}, {"StageName": "test", "DeploymentId": "d2"}),
    ) == "stage test serves deployment d2"  # fmt: skip


def test_a_stage_that_serves_the_document_is_left_as_it_is(run: Any) -> None:
    assert run(deployed(d2=digest()), serving("d2")) == "stage test serves this document already"


def test_a_stage_that_deploys_itself_is_refused(run: Any) -> None:
    stage = ("get_stage", {"StageName": "test", "AutoDeploy": True}, {"StageName": "test"})
    with pytest.raises(Exception, match="stage test deploys every change itself: set auto_deploy = false"):
        run(deployed(), stage)
