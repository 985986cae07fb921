"""The action type Source/AWS/CodeStarSourceConnection: takes a commit of a git repository of this machine.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
"""

import re
import subprocess
from pathlib import Path

from slipway_emulator import control
from slipway_emulator.iam import authorization
from slipway_emulator.services.codeconnections import connections
from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

# DetectChanges is the engine's.
_KNOWN = ("BranchName", "ConnectionArn", "DetectChanges", "FullRepositoryId", "OutputArtifactFormat")
_FIELDS = {"CommitId": "%H", "AuthorId": "%ae", "AuthorName": "%an", "AuthorEmail": "%ae", "AuthorDate": "%aI"}
_TIMEOUT = 120  # seconds; all of it is on this machine
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def run(context: ActionContext) -> ActionResult:
    """Hand on the branch's head, or the commit that the start of the pipeline named, without its history.

    Raises:
        ActionFailed: ``ConfigurationError``: there is no such connection, repository or branch, or the configuration
            asks for more; ``PermissionError``: the role may not use the connection.
        ClientError: the role may not write to the artifact bucket.
    """
    artifacts.refuse_unknown(context, _KNOWN)
    settings = context.configuration
    if settings.get("OutputArtifactFormat", "CODE_ZIP") != "CODE_ZIP":
        raise ActionFailed("ConfigurationError", "OutputArtifactFormat must be CODE_ZIP on the local AWS")
    _authorize(context)
    repository = _repository(context)
    commit = _commit(context, repository)
    artifacts.store(context, context.outputs[0], _git(repository, "archive", "--format=zip", commit))
    described = _git(repository, "show", "-s", f"--format={'%x00'.join([*_FIELDS.values(), '%B'])}", commit)
    *values, message = described.decode(errors="replace").split("\0")
    variables = dict(zip(_FIELDS, values, strict=True))
    return ActionResult(
        revision=variables["CommitId"],
        revision_summary=message.strip(),
        variables={
            **variables,
            "BranchName": settings["BranchName"],
            "CommitMessage": message.strip(),
            "ConnectionArn": settings["ConnectionArn"],
            "FullRepositoryName": settings["FullRepositoryId"],
        },
    )


def _authorize(context: ActionContext) -> None:
    arn = context.configuration["ConnectionArn"]
    if not connections.is_available(context.account, context.region, arn):
        raise ActionFailed("ConfigurationError", f"The connection {arn} doesn't exist")
    session_arn = artifacts.client(context, "sts").get_caller_identity()["Arn"]
    role = authorization.role_of_session(session_arn) or ""
    # codestar-connections is the service's former name, which its ARNs may have.
    action = f"{arn.split(':')[2]}:UseConnection"
    if not authorization.is_allowed(context.account, role, action, arn):
        raise ActionFailed("PermissionError", f"{session_arn} is not authorized to perform: {action} on {arn}")


def _repository(context: ActionContext) -> Path:
    name = context.configuration["FullRepositoryId"]
    found = control.repository(context.account, name)
    if found is None:
        raise ActionFailed(
            "ConfigurationError", f"No repository {name}: name its folder in [repositories] of slipway.toml"
        )
    return found


def _commit(context: ActionContext, repository: Path) -> str:
    named = context.source_revision
    if named and not _COMMIT.fullmatch(named):
        raise ActionFailed("ConfigurationError", f"{named} is no commit id")
    revision = named or f"refs/heads/{context.configuration['BranchName']}"
    return _git(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()


def _git(repository: Path, *arguments: str) -> bytes:
    # The emulator may run as another user than the repository's owner, e.g. in a container.
    command = ["git", "-c", "safe.directory=*", "-C", str(repository), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT).stdout
    except subprocess.CalledProcessError as error:
        reason = (
            error.stderr.decode(errors="replace").strip() or f"there is no {arguments[-1].removesuffix('^{commit}')}"
        )
        raise ActionFailed("ConfigurationError", f"git repository {repository.name}: {reason}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ActionFailed("JobFailed", f"git repository {repository.name}: {error}") from error
