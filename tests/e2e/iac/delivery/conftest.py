"""The delivery pipeline in the environment prod, the repository that it delivers, and what it has delivered."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import delivered_repository
import pytest
from delivered_repository import DeliveredRepository
from watched_pipeline import WatchedPipeline

from slipway.harness import eventually
from slipway.harness import unique_name as make_unique_name
from slipway.local import control

ENVIRONMENT = "prod"
APPS = ("list-cloud-providers", "put-cloud-provider")
BACKEND = (
    'bucket = "{bucket}"\nkey = "{environment}/cloud-providers.tfstate"\nregion = "{region}"\nuse_lockfile = true\n'
)
VARIABLES = """\
environment          = "{environment}"
released_by          = "{environment}-delivery"
permissions_boundary = "{boundary}"
role_path            = "{path}"
deletion_protection  = false
"""


class Delivery(WatchedPipeline):
    """The pipeline, whose production stage waits for an approval.

    Attributes:
        urls: of the API's stages, as the action Apply exports them.
    """

    urls: dict[str, str]

    def wait_for_approval(self) -> dict[str, Any]:
        """Return the state of the approval, once the pipeline waits for it."""
        return dict(eventually(self._waiting, timeout=300))

    def answer(self, status: str) -> None:
        """Approve or reject, once the pipeline waits for it."""
        state = self.wait_for_approval()
        self._client.put_approval_result(
            pipelineName=self.name,
            stageName="Production",
            actionName="Approve",
            token=state["token"],
            result={"status": status, "summary": "a test"},
        )

    def _waiting(self) -> dict[str, Any]:
        executions = self.executions()
        if executions and executions[0]["status"] not in ("InProgress", "Stopping"):
            pytest.fail(f"the execution has ended: {self.failure(executions[0]['pipelineExecutionId'])}")
        states = self._client.get_pipeline_state(name=self.name)["stageStates"]
        production = next(each for each in states if each["stageName"] == "Production")
        latest = production["actionStates"][0].get("latestExecution", {})
        assert latest.get("status") == "InProgress"
        assert "token" in latest
        return dict(latest)

    def deliver(self) -> str:
        """Approve the execution that has started, and return its id when it has succeeded."""
        self.answer("Approved")
        return self.only("Succeeded")


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory, bootstrap: Any) -> DeliveredRepository:
    """The repository; the account's connections don't lead to it yet."""
    outputs, target = bootstrap.outputs, bootstrap.target
    backend = BACKEND.format(bucket=outputs["state_bucket"], environment=ENVIRONMENT, region=target.region)
    boundary, path = outputs["permissions_boundary_arns"][ENVIRONMENT], outputs["role_paths"][ENVIRONMENT]
    variables = VARIABLES.format(environment=ENVIRONMENT, boundary=boundary, path=path)
    folder = tmp_path_factory.mktemp("repository")
    return delivered_repository.make(folder, make_unique_name(), ENVIRONMENT, backend, variables)


@pytest.fixture(scope="session")
def stack(
    dev_stack: Callable[..., SimpleNamespace], bootstrap: Any, repository: DeliveredRepository
) -> SimpleNamespace:
    """iac/delivery in prod, with its outputs and the attributes of `dev_stack`."""
    return dev_stack(
        "delivery",
        environment=ENVIRONMENT,
        repository=repository.name,
        requirements="requirements.txt",
        unit_tests="-p no:slipway -p no:cacheprovider tests/unit",
        plan_role_arn=bootstrap.outputs["build_plan_role_arns"][ENVIRONMENT],
        apply_role_arn=bootstrap.outputs["build_apply_role_arns"][ENVIRONMENT],
        production={"approval": {}},
        canary={"percent": 50, "bake_seconds": 6},
    )


@pytest.fixture(scope="session")
def delivered(
    stack: SimpleNamespace, aws: Callable[[str], Any], local_aws: Any, run_target: Any, repository: DeliveredRepository
) -> Delivery:
    """The pipeline after its first delivery: the repository appears, as by a push."""
    pipeline = Delivery(aws("codepipeline"), stack.pipeline_name)
    control.register_repository(local_aws.directory, run_target.access_key_id, repository.name, repository.path)
    execution = pipeline.deliver()
    pipeline.urls = pipeline.actions(execution)["Acceptance/Apply"]["output"]["outputVariables"]
    return pipeline


@pytest.fixture
def pipeline(delivered: Delivery, aws: Callable[[str], Any]) -> Delivery:
    """The pipeline, which has nothing to do when a test begins."""
    return Delivery(aws("codepipeline"), delivered.name)


@pytest.fixture
def aliases(aws: Callable[[str], Any]) -> Callable[[], dict[str, dict[str, str]]]:
    """``aliases()`` returns the version of each alias of each function."""

    def aliases() -> dict[str, dict[str, str]]:
        names = {app: aws("lambda").list_aliases(FunctionName=f"{ENVIRONMENT}-{app}")["Aliases"] for app in APPS}
        return {app: {each["Name"]: each["FunctionVersion"] for each in listed} for app, listed in names.items()}

    return aliases


@pytest.fixture
def providers(http: Any, delivered: Delivery) -> Callable[[str], dict[str, Any]]:
    """``providers("test")`` returns the response of a stage of the API."""

    def providers(stage: str) -> dict[str, Any]:
        url = delivered.urls[f"{stage.upper()}_API_URL"]
        return dict(http.get(f"{url}/providers").expect(200).json())

    return providers
