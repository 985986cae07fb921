"""Runs a build phase by phase.

https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
"""

import contextlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slipway_emulator.services.codebuild import (
    archives,
    build_record,
    buildspec,
    folders,
    preparation,
    runtimes,
    storage,
)
from slipway_emulator.services.codebuild.buildspec import Artifact, Buildspec, Phase
from slipway_emulator.services.codebuild.errors import BuildInterruptedError, PhaseError
from slipway_emulator.services.codebuild.running_build import RunningBuild
from slipway_emulator.services.codebuild.shell import Shell

_log = logging.getLogger("codebuild")


def run(build: RunningBuild) -> None:
    """Run a build to its end; its record has the result."""
    status = "FAULT"
    try:
        status = _run_phases(build)
    except PhaseError:
        status = "FAILED"
    except BuildInterruptedError as error:
        status = error.status
    except Exception:  # noqa: BLE001 - an internal error must end the build, and nothing else
        _log.exception("build %s", build.record["id"])
    finally:
        # Files that can't be deleted are deleted with the folder of the local AWS.
        with build.phase("FINALIZING"), contextlib.suppress(OSError):
            folders.remove(build.folder)
        build.log.close()
        build_record.complete(build.record, status)


def _run_phases(build: RunningBuild) -> str:
    with build.phase("PROVISIONING"):
        build.log.open()
        commands = preparation.create_folders(build)
    with build.phase("DOWNLOAD_SOURCE"):
        preparation.download(build)
        spec = buildspec.parse(preparation.buildspec_text(build))
        variables = preparation.environment(build, spec, commands)
    for notice in spec.notices:
        build.log.note(notice)
    state = build.folder / "state"
    shell = Shell(spec.shell, variables, build.source, state, build.log.write, build.cancelled, build.deadline)
    try:
        succeeded = _run_buildspec(build, spec, shell)
        exported = [{"name": name, "value": shell.variables.get(name, "")} for name in spec.exported]
        build.record["exportedEnvironmentVariables"] = exported
        _upload_artifacts(build, spec, shell)
    finally:
        shell.close()
    return "SUCCEEDED" if succeeded else "FAILED"


def _run_buildspec(build: RunningBuild, spec: Buildspec, shell: Shell) -> bool:
    """Run the phases of the buildspec and return whether all succeeded.

    Raises:
        PhaseError: a phase failed after which the build ends.
    """
    succeeded = True
    for name in buildspec.PHASES:
        phase = spec.phases.get(name, Phase())
        try:
            with build.phase(name.upper()):
                for notice in runtimes.check(phase.runtimes, shell.variables):
                    build.log.note(notice)
                _run_phase(build, phase, shell)
        except PhaseError:
            succeeded = False
            # By default, post_build runs after a failed build phase, e.g. to clean up or to send a notification.
            if (phase.on_failure or ("CONTINUE" if name in ("build", "post_build") else "ABORT")) == "ABORT":
                raise
    return succeeded


def _run_phase(build: RunningBuild, phase: Phase, shell: Shell) -> None:
    first_error: PhaseError | None = None
    for commands in (phase.commands, phase.finally_):
        try:
            _run_commands(build, commands, shell)
        except PhaseError as error:
            first_error = first_error or error
            shell.export("CODEBUILD_BUILD_SUCCEEDING", "0")
    if first_error:
        raise first_error


def _run_commands(build: RunningBuild, commands: Sequence[str], shell: Shell) -> None:
    for command in commands:
        build.log.note(f"Running command {command}")
        if status := shell.run(command):
            message = f"Error while executing command: {command.strip()}. Reason: exit status {status}"
            raise PhaseError("COMMAND_EXECUTION_ERROR", message)


def _upload_artifacts(build: RunningBuild, spec: Buildspec, shell: Shell) -> None:
    artifacts = build.request.artifacts
    with build.phase("UPLOAD_ARTIFACTS"):
        uploaded = []
        for artifact in artifacts:
            identifier = artifact.get("artifactIdentifier", "")
            location = _upload(build, artifact, _find_artifact(identifier, spec, is_only=len(artifacts) == 1), shell)
            build.log.note(f"Uploaded {location}")
            uploaded.append({"location": location, "artifactIdentifier": identifier})
        build.record["artifacts"], *build.record["secondaryArtifacts"] = uploaded or [{"location": ""}]


def _upload(build: RunningBuild, artifact: Mapping[str, Any], files: Artifact, shell: Shell) -> str:
    override = artifact.get("overrideArtifactName") and files.name
    return storage.upload(
        archives.select(files, build.source, shell.variables),
        {**artifact, "name": _expand_name(files.name, shell)} if override else artifact,
        build_id=build.id,
        encryption_key=build.record["encryptionKey"],
        archive=build.folder / "artifact.zip",
        client=build.client("s3"),
    )


def _find_artifact(identifier: str, spec: Buildspec, *, is_only: bool) -> Artifact:
    """Return the artifact of the buildspec for an output artifact."""
    artifact = spec.secondary_artifacts.get(identifier)
    if is_only or not identifier:
        artifact = artifact or spec.artifact
    if artifact is None:
        raise PhaseError("CLIENT_ERROR", f"the buildspec has no artifacts{f' for {identifier}' * bool(identifier)}")
    return artifact


def _expand_name(name: str, shell: Shell) -> str:
    """Return the name of an artifact after the shell has expanded variables and commands in it."""
    if shell.run(f'CODEBUILD_ARTIFACT_NAME="{name}"; export CODEBUILD_ARTIFACT_NAME'):
        raise PhaseError("CLIENT_ERROR", f"the name of the artifact can't be expanded: {name}")
    return shell.variables["CODEBUILD_ARTIFACT_NAME"]
