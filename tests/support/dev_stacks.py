"""A pytest plugin: stacks in the environments dev and prod, which all workers of a run share.

The roles of iac/bootstrap apply and deploy them, as jobs of GitHub Actions do; the state is in the bootstrap's bucket.
They are in the account of `run_target`. `dev_stack_groups` destroys them.
"""

import json
import shutil
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bootstrap_stack import NEW_PREFIX, PREFIX, assume_role, variables_of
from repository import ROOT

from slipway.aws.target import Target
from slipway.deploy.deploy import deploy
from slipway.harness import run, unique_name
from slipway.harness.once import OncePerRun
from slipway.harness.run_stacks import RunStacks
from slipway.harness.stack import SharedStack
from slipway.terraform import Terraform, binary
from slipway.terraform.attachment import Attachment
from slipway.terraform.environment import environment_for
from slipway.terraform.initialization import init_locally
from slipway.terraform.kept_providers import Providers

MAIL_DOMAIN = "dev.example.com"
SENDER, RECIPIENTS = f"movies@{MAIL_DOMAIN}", ["editor@example.com", "owner@example.com"]


_run_directory = Path()


def pytest_configure(config: pytest.Config) -> None:
    """Remember the folder of the run, in which the controller destroys what the workers have applied."""
    global _run_directory  # noqa: PLW0603 - a hook of the harness gets only a stack
    _run_directory = run.directory(config)


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


def _applier(bootstrap: SharedStack, environment: str = "dev") -> Target:
    role = bootstrap.outputs["apply_role_arns"][environment]
    return assume_role(bootstrap.target, role, f"{NEW_PREFIX}:environment:{environment}")


@pytest.fixture(scope="session")
def deployer(run_bootstrap: SharedStack) -> Target:
    """The credentials of a job that deploys apps to the environment dev."""
    return _deployer(run_bootstrap)


def _deployer(bootstrap: SharedStack, environment: str = "dev") -> Target:
    role = bootstrap.outputs["deploy_role_arns"][environment]
    return assume_role(bootstrap.target, role, f"{PREFIX}:environment:{environment}")


@pytest.fixture(scope="session")
def kept_providers() -> Iterator[Callable[[Target], Providers]]:
    """``kept_providers(session)`` returns the providers that are kept for the commands of a session."""
    with ExitStack() as ending:
        yield cache(
            lambda session: ending.enter_context(
                Providers(environment_for(session, ROOT), _run_directory / "providers" / unique_name())
            )
        )


@pytest.fixture(scope="session")
def terraform(
    run_bootstrap: SharedStack,
    kept_providers: Callable[[Target], Providers],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Terraform]:
    """``terraform(session, "movies")`` returns Terraform for iac/movies in dev, like in a job with a new checkout.

    A project other than this one may be given as ``project``, another environment as ``environment``.
    """

    def terraform(session: Target, stack: str, project: Path = ROOT, environment: str = "dev") -> Terraform:
        data_dir = tmp_path_factory.mktemp("terraform")
        directory = project / "iac" / stack
        return _terraform(run_bootstrap, session, directory, data_dir, environment, kept_providers(session))

    return terraform


def _terraform(
    bootstrap: SharedStack, session: Target, directory: Path, data_dir: Path, environment: str, providers: Providers
) -> Terraform:
    var_file = f"-var-file=environments/{environment}.tfvars"
    variables = environment_for(session, ROOT) | {
        "TF_CLI_ARGS_init": f"-backend-config=environments/{environment}.s3.tfbackend",
        **{f"TF_CLI_ARGS_{command}": var_file for command in ("plan", "apply")},
        "TF_CLI_ARGS_destroy": f"{var_file} -refresh=false",  # as the harness: the tests' plans have read everything
    }
    terraform = partial(Terraform, directory, binary=binary.find(ROOT), environment=variables)
    # The file has example values for another account.
    backend = {"bucket": bootstrap.outputs["state_bucket"], "region": session.region}
    shutil.copytree(_initialized(terraform, backend, environment), data_dir, symlinks=True, dirs_exist_ok=True)
    read_state = partial(_state, bootstrap, environment, directory.name)
    return terraform(data_dir=data_dir, attachment=Attachment(providers, directory, data_dir, read_state))


def _initialized(terraform: Callable[..., Terraform], backend: dict[str, str], environment: str) -> str:
    """Return the folder with the working data of Terraform after init, which is the same for all sessions.

    The provider is verified once for all stacks: for its checksum, init reads 700 MB.
    """
    directory = terraform().directory

    def init() -> str:
        folder = _run_directory / "initialized" / f"{environment}-{directory.name}-{unique_name()}"
        init_locally(terraform(data_dir=folder), backend)
        return str(folder)

    return str(OncePerRun(_run_directory / "once")(f"init of {directory} in {environment}", init))


def _state(bootstrap: SharedStack, environment: str, name: str) -> str:
    """Return the text of a stack's state, empty before the first apply."""
    s3, key = bootstrap.aws("s3"), f"{environment}/{name}.tfstate"
    with suppress(s3.exceptions.NoSuchKey):
        return str(s3.get_object(Bucket=bootstrap.outputs["state_bucket"], Key=key)["Body"].read().decode())
    return ""


@pytest.fixture(scope="session")
def dev_stack(
    run_bootstrap: SharedStack,
    terraform: Callable[..., Terraform],
    once_per_run: OncePerRun,
) -> Callable[..., SimpleNamespace]:
    """``dev_stack("movies", **variables)`` returns a stack in dev, or in another ``environment``: its outputs, and

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

    def dev_stack(name: str, environment: str = "dev", **variables: Any) -> SimpleNamespace:
        state = partial(_state, run_bootstrap, environment, name)

        def apply_and_deploy() -> dict[str, Any]:
            runner.apply(variables)
            names = _attributes(state(), "aws_lambda_function", "function_name")
            apps = [name.removeprefix(f"{environment}-") for name in names]
            # Without names, deploy would deploy all apps.
            deployed = (
                deploy(ROOT, _deployer(run_bootstrap, environment), apps, environment=environment) if apps else []
            )
            return {
                "outputs": runner.output(),
                "deployed": {one.app: one.changed for one in deployed},
                "roles": _attributes(state(), "aws_iam_role", "arn"),
            }

        variables |= _account_variables(run_bootstrap, environment)
        runner = terraform(_applier(run_bootstrap, environment), name, environment=environment)
        made = once_per_run(f"iac/{name} in {environment}", apply_and_deploy)
        return SimpleNamespace(
            **made.pop("outputs"), **made, environment=environment, terraform=runner, variables=variables, state=state
        )

    return dev_stack


def _account_variables(bootstrap: SharedStack, environment: str) -> dict[str, Any]:
    """Return the variables whose values in the environment's .tfvars are for another account."""
    return {
        "region": bootstrap.target.region,
        "permissions_boundary": bootstrap.outputs["permissions_boundary_arns"][environment],
        "role_path": bootstrap.outputs["role_paths"][environment],
    }


def _attributes(state: str, resource_type: str, attribute: str) -> list[str]:
    resources = [each for each in json.loads(state)["resources"] if each["type"] == resource_type]
    return [instance["attributes"][attribute] for each in resources for instance in each["instances"]]


@pytest.fixture(scope="session")
def movies_stack(
    dev_stack: Callable[..., SimpleNamespace], run_target: Target, once_per_run: OncePerRun
) -> SimpleNamespace:
    """iac/movies in dev, with a mail domain and a queue for what bounces."""

    def create_zone() -> str:
        created = run_target.client("route53").create_hosted_zone(Name=MAIL_DOMAIN, CallerReference=MAIL_DOMAIN)
        return str(created["HostedZone"]["Id"]).removeprefix("/hostedzone/")

    domain = {"zone": {"id": once_per_run(f"the zone of {MAIL_DOMAIN}", create_zone)}}
    mail = {"email_sender": SENDER, "email_recipients": RECIPIENTS, "email_domain": domain, "bounce_queue": True}
    return dev_stack("movies", **mail)


def destroy(bootstrap: SharedStack, prefixes: Collection[str]) -> None:
    """Destroy the stacks whose states have keys with one of the prefixes, e.g. ``dev/``, with the apply roles."""

    def destroy_stack(key: str) -> None:
        environment, _, name = key.removesuffix(".tfstate").partition("/")
        session, variables = _applier(bootstrap, environment), _account_variables(bootstrap, environment)
        folder = _run_directory / "destroy" / unique_name()
        with Providers(environment_for(session, ROOT), folder) as kept:
            directory, data_dir = ROOT / "iac" / name, folder / "data"
            _terraform(bootstrap, session, directory, data_dir, environment, kept).destroy(variables)

    with ThreadPoolExecutor() as pool:
        list(pool.map(destroy_stack, _applied_keys(bootstrap, tuple(prefixes))))


def _applied_keys(bootstrap: SharedStack, prefixes: tuple[str, ...]) -> list[str]:
    """Return the keys of the states that have resources: a destroyed stack's state stays, without any."""
    s3, bucket = bootstrap.aws("s3"), bootstrap.outputs["state_bucket"]
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    states = [key for key in keys if key.startswith(prefixes) and key.endswith(".tfstate")]
    return [key for key in states if json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])["resources"]]
