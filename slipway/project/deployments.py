"""Deploying a project's functions to the local AWS or an environment."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from lambda_release.function import DEFAULT_ALIAS
from slipway.aws.target import Target
from slipway.config.app import App, load_apps
from slipway.config.project import Project
from slipway.deploy.commit import current_commit
from slipway.deploy.deploy import deploy
from slipway.deploy.deployer import Deployer, Deployment
from slipway.deploy.function import deployed_apps, function_of, own_aliases
from slipway.errors import SlipwayError
from slipway.system.process import LineCallback

# In Terraform's output, of an alias: the last of what the module creates of a function before others use it.
_ALIAS_CREATED = re.compile(r"Creation complete after .*\[id=arn:[^:]+:lambda:[^:]+:\d+:function:([\w-]+):([\w-]+)\]$")


class EarlyDeployments:
    """Deploys functions as soon as Terraform has created them, while it waits for queues and buckets.

    What can't be deployed yet, e.g. as its check needs something else, is left to `deploy_functions`, which also
    reports the error if there is one.
    """

    def __init__(self, project: Project, target: Target, on_begin: Callable[[], None]) -> None:
        """Start nothing yet.

        Args:
            project: the project.
            target: the local AWS.
            on_begin: called before the first function is changed.
        """
        self._project = project
        self._target = target
        self._on_begin = on_begin
        self._has_begun = False
        # One at a time: Terraform needs the processors, and two aliases of a function share its versions.
        self._executor = ThreadPoolExecutor(1)

    def on_line(self, line: str) -> None:
        """Begin the deployment of a function to an alias if this line of Terraform's output says that both exist."""
        if match := _ALIAS_CREATED.search(line):
            self._executor.submit(self._deploy, *match.groups())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(cancel_futures=True)

    def _deploy(self, function: str, alias: str) -> None:
        with suppress(SlipwayError):
            if app := self._apps.get(function):
                if not self._has_begun:
                    self._on_begin()
                self._has_begun = True
                self._deployer(alias).deploy(app)

    def _deployer(self, alias: str) -> Deployer:
        return Deployer(environment=self._project.environment, alias=alias, commit=self._commit, client=self._client)

    @cached_property
    def _apps(self) -> dict[str, App]:
        return {f"{self._project.environment}-{app.name}": app for app in load_apps(self._project.root)}

    @cached_property
    def _commit(self) -> str | None:
        return current_commit(self._project.root)

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - boto3's
        return self._target.client("lambda")


def deploy_functions(
    project: Project, target: Target, on_line: LineCallback, *, existing_only: bool
) -> list[Deployment]:
    """Deploy every function to its aliases, except to those that a pipeline releases.

    Args:
        project: its environment is the prefix of the functions' names.
        target: the functions' account and region.
        on_line: called with a line for each alias of a function.
        existing_only: leave out apps without a function, also if a stack in ``iac/`` mentions them.
    """

    def on_done(result: Deployment) -> None:
        on_line(f"{result.function}:{result.alias} {result.version} {'changed' if result.changed else 'unchanged'}")

    options: dict[str, Any] = {"environment": project.environment, "on_done": on_done}
    deployments = deploy(project.root, target, existing_only=existing_only, **options)
    for alias, apps in _other_aliases(project, target, existing_only=existing_only).items():
        deployments += deploy(project.root, target, apps, alias=alias, **options)
    return deployments


def _other_aliases(project: Project, target: Target, *, existing_only: bool) -> dict[str, list[str]]:
    """Return the apps of each alias other than live, except those that a pipeline releases."""
    client = target.client("lambda")
    apps: dict[str, list[str]] = {}
    for app in deployed_apps(project.root, None, client, project.environment, existing_only=existing_only):
        for alias in own_aliases(function_of(client, app, project.environment)):
            if alias != DEFAULT_ALIAS:
                apps.setdefault(alias, []).append(app.name)
    return apps
