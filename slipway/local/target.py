"""The target of a command that works on AWS and on the local AWS."""

import os

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.local import emulator

# By one of them a shell selects an account: https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
_ACCOUNT_VARIABLES = (
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)


def selected_target(project: Project | None, *, local: bool = False) -> Target:
    """Return the target that the shell's variables select, or else the project's local AWS.

    A profile that boto3 takes by default selects nothing: a command that is meant for the local AWS must not change an
    account.

    Args:
        project: project of the local AWS; None outside of projects, where only AWS is left.
        local: ignore the variables.

    Raises:
        SlipwayError: there are no such variables, and the local AWS isn't running; or ``local`` is set outside of
            projects.
    """
    if project is None and local:
        raise SlipwayError("--local needs the local AWS of a project: run the command in a folder with a slipway.toml")
    if project is None or (not local and any(os.environ.get(name) for name in _ACCOUNT_VARIABLES)):
        return Target.from_environment()
    if local or emulator.status(project.local_directory):
        return running_target(project)
    raise SlipwayError(
        "the local AWS isn't running, and the shell's variables select no account: start it with `make up`, or select "
        "one, e.g. with `export AWS_PROFILE=default`"
    )


def running_target(project: Project) -> Target:
    """Return the project's local AWS.

    Raises:
        SlipwayError: it isn't running.
    """
    running = emulator.status(project.local_directory)
    if not running:
        raise SlipwayError("the local AWS isn't running: start it with `make up`")
    return running.target(project.region, project.account)
