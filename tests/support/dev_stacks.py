"""A pytest plugin: iac/movies and iac/frontend in the environment dev, which all workers of a run share.

The roles of iac/bootstrap apply and deploy them, as jobs of GitHub Actions do; the state is in the bootstrap's bucket.
They are in the account of `run_target`. Tests that may disturb each other are in one xdist group for each stack.
"""

import json
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bootstrap_stack import NEW_PREFIX, PREFIX, assume_role, empty, variables_of
from remaining_resources import services_with_resources
from repository import ROOT

from slipway.aws.target import Target
from slipway.config.project import load_project
from slipway.deploy.deploy import deploy
from slipway.harness.once import OncePerRun
from slipway.harness.run_stacks import RunStacks
from slipway.harness.stack import SharedStack
from slipway.terraform import Terraform, binary
from slipway.terraform.environment import environment_for

SENDER, RECIPIENTS = "movies@example.com", ["editor@example.com", "owner@example.com"]


@pytest.fixture(scope="session")
def run_bootstrap(tf_run: RunStacks, run_target: Target) -> SharedStack:
    """The stack iac/bootstrap in the account of the run."""
    return tf_run("iac/bootstrap", **variables_of(run_target))


@pytest.fixture(scope="session")
def planner(run_bootstrap: SharedStack) -> Target:
    """The credentials of a job of a pull request."""
    return assume_role(run_bootstrap.target, run_bootstrap.outputs["plan_role_arns"]["dev"], f"{PREFIX}:pull_request")


@pytest.fixture(scope="session")
def applier(run_bootstrap: SharedStack) -> Target:
    """The credentials of a job that applies stacks to the environment dev."""
    return _applier(run_bootstrap)


def _applier(bootstrap: SharedStack) -> Target:
    role = bootstrap.outputs["apply_role_arns"]["dev"]
    return assume_role(bootstrap.target, role, f"{NEW_PREFIX}:environment:dev")


@pytest.fixture(scope="session")
def deployer(run_bootstrap: SharedStack) -> Target:
    """The credentials of a job that deploys apps to the environment dev."""
    role = run_bootstrap.outputs["deploy_role_arns"]["dev"]
    return assume_role(run_bootstrap.target, role, f"{PREFIX}:environment:dev")


@pytest.fixture(scope="session")
def terraform(run_bootstrap: SharedStack, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Terraform]:
    """``terraform(session, "movies")`` returns Terraform for iac/movies in dev, like in a job with a new checkout.

    A project other than this one may be given as ``project``.
    """

    def terraform(session: Target, stack: str, project: Path = ROOT) -> Terraform:
        return _terraform(run_bootstrap, session, project / "iac" / stack, tmp_path_factory.mktemp("terraform"))

    return terraform


def _terraform(bootstrap: SharedStack, session: Target, directory: Path, data_dir: Path) -> Terraform:
    var_file = "-var-file=environments/dev.tfvars"
    environment = environment_for(session, ROOT) | {
        "TF_CLI_ARGS_init": "-backend-config=environments/dev.s3.tfbackend",
        **{f"TF_CLI_ARGS_{command}": var_file for command in ("plan", "apply", "destroy")},
    }
    terraform = Terraform(directory, binary=binary.find(ROOT), environment=environment, data_dir=data_dir)
    # The file has example values for another account.
    terraform.init({"bucket": bootstrap.outputs["state_bucket"], "region": session.region})
    return terraform


@pytest.fixture(scope="session")
def dev_stack(
    run_bootstrap: SharedStack,
    terraform: Callable[..., Terraform],
    applier: Target,
    deployer: Target,
    once_per_run: OncePerRun,
) -> Callable[..., SimpleNamespace]:
    """``dev_stack("movies", **variables)`` returns a stack: its outputs, and

    ``environment``
        the prefix of its names
    ``terraform``, ``variables``
        Terraform with the apply role, and the variables to call it with
    ``state()``
        the text of its state
    ``roles``
        the ARNs of its roles
    ``deployed``
        each app of its functions, and whether its first deployment changed the function
    """

    def dev_stack(name: str, **variables: Any) -> SimpleNamespace:
        def state() -> str:
            key = {"Bucket": run_bootstrap.outputs["state_bucket"], "Key": f"dev/{name}.tfstate"}
            return str(run_bootstrap.aws("s3").get_object(**key)["Body"].read().decode())

        def apply_and_deploy() -> dict[str, Any]:
            runner.apply(variables)
            names = _attributes(state(), "aws_lambda_function", "function_name")
            apps = [name.removeprefix("dev-") for name in names]
            return {
                "outputs": runner.output(),
                "deployed": {one.app: one.changed for one in deploy(ROOT, deployer, apps, environment="dev")},
                "roles": _attributes(state(), "aws_iam_role", "arn"),
            }

        variables |= _account_variables(run_bootstrap)
        runner = terraform(applier, name)
        made = once_per_run(f"iac/{name} in dev", apply_and_deploy)
        return SimpleNamespace(
            **made.pop("outputs"), **made, environment="dev", terraform=runner, variables=variables, state=state
        )

    return dev_stack


def _account_variables(bootstrap: SharedStack) -> dict[str, Any]:
    """Return the variables whose values in environments/dev.tfvars are for another account."""
    return {
        "region": bootstrap.target.region,
        "permissions_boundary": bootstrap.outputs["permissions_boundary_arns"]["dev"],
        "role_path": bootstrap.outputs["role_paths"]["dev"],
    }


def _attributes(state: str, resource_type: str, attribute: str) -> list[str]:
    resources = [each for each in json.loads(state)["resources"] if each["type"] == resource_type]
    return [instance["attributes"][attribute] for each in resources for instance in each["instances"]]


@pytest.fixture(scope="session")
def movies_stack(dev_stack: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """iac/movies in dev."""
    return dev_stack("movies", email_sender=SENDER, email_recipients=RECIPIENTS)


def pytest_tf_run_destroy(stack: SharedStack) -> None:
    """Destroy the stacks before the bootstrap, with the apply role."""
    if stack.name != "bootstrap" or not stack.outputs:
        return
    s3, bucket = stack.aws("s3"), stack.outputs["state_bucket"]
    keys = {each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix="dev/").get("Contents", [])}
    names = [each.name for each in load_project(ROOT).stacks if f"dev/{each.name}.tfstate" in keys]
    session, variables = _applier(stack), _account_variables(stack)

    def destroy(name: str) -> None:
        with tempfile.TemporaryDirectory() as data_dir:
            _terraform(stack, session, ROOT / "iac" / name, Path(data_dir)).destroy(variables)

    with ThreadPoolExecutor() as pool:
        list(pool.map(destroy, names))
    assert services_with_resources(stack.aws, "dev-") == []
    empty(s3, bucket)


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a stack in one xdist worker: some take a grant from a role for a while, or throttle the API."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "run_bootstrap" in fixtures:
            if item.path.parent.name == "frontend":
                group, seconds = "frontend", 600
            elif item.path.parent.name == "cloud-providers":
                group, seconds = "cloud-providers", 150
            elif "movies_stack" in fixtures:
                group, seconds = "movies", 300
            else:
                group, seconds = "run-bootstrap", 100
            item.add_marker(pytest.mark.xdist_group(group))
            item.add_marker(pytest.mark.slow(seconds))
