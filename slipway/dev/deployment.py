"""Deploying one app as fast as its checks allow."""

import time
from dataclasses import replace
from typing import Any

from lambda_release.errors import is_conflict
from lambda_release.function import DEFAULT_ALIAS, Function
from slipway.config.app import App
from slipway.config.project import Project
from slipway.deploy.commit import current_commit
from slipway.deploy.deployer import Deployer, Deployment
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import function_of, own_aliases
from slipway.errors import SlipwayError

# Seconds before further attempts, when another deployment has changed the function: a second `slipway dev`, or `up`.
_PAUSES = (0.2, 0.5, 1.0)


class QuickDeployer:
    """Deploys apps to every alias of their functions that no pipeline releases.

    It remembers the aliases, and deletes the versions that it has replaced: on the local AWS each holds its zip, and a
    process of the function, in memory.
    """

    def __init__(self, project: Project, client: Any) -> None:  # noqa: ANN401 - boto3's
        """Call nothing yet.

        Args:
            project: the project.
            client: boto3's Lambda client of the local AWS.
        """
        commit = current_commit(project.root)
        self._deployer = Deployer(
            environment=project.environment,
            alias=DEFAULT_ALIAS,
            commit=commit and f"{commit.removesuffix('-dirty')}-dirty",
            client=client,
        )
        self._aliases: dict[str, list[str]] = {}
        self._kept: dict[str, int] = {}  # app -> its newest version at the start

    def deploy(self, app: App) -> list[Deployment]:
        """Deploy an app, and return the result for each alias.

        Raises:
            SlipwayError: see `Deployer.deploy`; its aliases still point at the version before.
        """
        if app.name not in self._aliases:
            self._look_up(app)
        if not self._aliases[app.name]:
            raise SlipwayError(f"a pipeline releases {app.name}: it deploys what is pushed")
        return [self._deploy(app, alias) for alias in self._aliases[app.name]]

    def clean(self, app: App, newest: int) -> None:
        """Delete the versions since the start that no alias points at any more.

        Args:
            app: the app.
            newest: the last version to delete. Another deployment may be about to use a later one.

        Raises:
            SlipwayError: there is no function any more, or a call failed.
        """
        function = self._function(app)
        with explain_errors(function.name):
            used = {alias["FunctionVersion"] for alias in function.aliases()}
            for version in function.versions():
                if self._kept.get(app.name, newest) < version <= newest and str(version) not in used:
                    function.client.delete_function(FunctionName=function.name, Qualifier=str(version))

    def forget(self) -> None:
        """Look up aliases and versions again, after Terraform may have changed them."""
        self._aliases.clear()
        self._kept.clear()

    def _deploy(self, app: App, alias: str) -> Deployment:
        deployer = replace(self._deployer, alias=alias)
        for pause in _PAUSES:
            try:
                return deployer.deploy(app)
            except SlipwayError as error:
                if not is_conflict(error.__cause__):
                    raise
            time.sleep(pause)
        return deployer.deploy(app)

    def _look_up(self, app: App) -> None:
        function = self._function(app)
        with explain_errors(function.name):
            self._kept.setdefault(app.name, max(function.versions(), default=0))
        self._aliases[app.name] = sorted(own_aliases(function), key=lambda name: (name != DEFAULT_ALIAS, name))

    def _function(self, app: App) -> Function:
        return function_of(self._deployer.client, app, self._deployer.environment)
