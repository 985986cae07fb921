"""The action type Source/AWS/CodeStarSourceConnection: outputs a commit of a git repository on this machine.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
"""

import re
import subprocess
from pathlib import Path

from slipway_emulator import control
from slipway_emulator.services.codeconnections import connection_use, git
from slipway_emulator.services.codeconnections.clone_reference import CloneReference
from slipway_emulator.services.codeconnections.git import Commit
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def run(context: ActionContext) -> ActionResult:
    """Store the head of the branch, or the source revision, as the output artifact.

    The artifact is a zip without history, or with the format ``CODEBUILD_CLONE_REF`` a reference that builds clone.

    Raises:
        ActionError: ``ConfigurationError``: the connection, repository or branch doesn't exist, or some configuration
            isn't supported; ``PermissionError``: the role isn't authorized to use the connection.
        ClientError: the role isn't authorized to write to the artifact bucket.
    """
    artifacts.reject_unknown_keys(context, "codeconnections_source")
    configuration = context.configuration
    format_ = configuration.get("OutputArtifactFormat", "CODE_ZIP")
    if format_ not in ("CODE_ZIP", "CODEBUILD_CLONE_REF"):
        raise ActionError("ConfigurationError", "OutputArtifactFormat must be CODE_ZIP or CODEBUILD_CLONE_REF")
    try:
        connection_use.check(configuration["ConnectionArn"], context.account, context.session, context.endpoint_url)
    except connection_use.ConnectionUseError as error:
        raise ActionError(error.code, str(error)) from error
    repository = _repository(context)
    try:
        id_ = (
            git.run(repository, "rev-parse", "--verify", "--quiet", f"{_revision(context)}^{{commit}}").decode().strip()
        )
        clone = CloneReference(configuration["ConnectionArn"], configuration["FullRepositoryId"], id_)
        content = clone.dump() if format_ != "CODE_ZIP" else git.run(repository, "archive", "--format=zip", id_)
        artifacts.store(context, context.outputs[0], content)
        commit = git.describe(repository, id_)
    except (OSError, subprocess.SubprocessError) as error:
        raise _git_error(context, repository, error) from error
    return ActionResult(revision=commit.id, revision_summary=commit.message, variables=_variables(context, commit))


def _repository(context: ActionContext) -> Path:
    name = context.configuration["FullRepositoryId"]
    repository = control.repository(context.account, name)
    if repository is None:
        message = f"The repository {name} is not registered: add its folder to [repositories] in slipway.toml"
        raise ActionError("ConfigurationError", message)
    return repository


def _revision(context: ActionContext) -> str:
    revision = context.source_revision
    if revision and not _COMMIT.fullmatch(revision):
        raise ActionError("ConfigurationError", f"{revision} isn't a commit id")
    return revision or f"refs/heads/{context.configuration['BranchName']}"


def _variables(context: ActionContext, commit: Commit) -> dict[str, str]:
    configuration = context.configuration
    return {
        "AuthorDate": commit.date,
        "AuthorEmail": commit.author_email,
        "AuthorId": commit.author_email,
        "AuthorName": commit.author_name,
        # "The name of the branch for the repository where the source change was made":
        # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
        "BranchName": context.source_branch or configuration["BranchName"],
        "CommitId": commit.id,
        "CommitMessage": commit.message,
        "ConnectionArn": configuration["ConnectionArn"],
        "FullRepositoryName": configuration["FullRepositoryId"],
    }


def _git_error(context: ActionContext, repository: Path, error: OSError | subprocess.SubprocessError) -> ActionError:
    if not isinstance(error, subprocess.CalledProcessError):
        return ActionError("JobFailed", f"git repository {repository.name}: {error}")
    reason = error.stderr.decode(errors="replace").strip() or f"{_revision(context)} doesn't exist"
    return ActionError("ConfigurationError", f"git repository {repository.name}: {reason}")
