"""Runs one build, phase after phase.

https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
"""

import contextlib
import logging
from collections.abc import Sequence

from slipway_emulator.services.codebuild import archives, buildspec, folders, phases, preparation, runtimes, storage
from slipway_emulator.services.codebuild.buildspec import Artifact, Buildspec, Phase
from slipway_emulator.services.codebuild.errors import Ended, PhaseFailed
from slipway_emulator.services.codebuild.run import Run
from slipway_emulator.services.codebuild.shell import Shell

_log = logging.getLogger("codebuild")


def run(run: Run) -> None:
    """Run a build to its end, whatever that is; its record says what became of it."""
    status = "FAULT"
    try:
        status = _phases(run)
    except PhaseFailed:
        status = "FAILED"
    except Ended as error:
        status = error.status
    except Exception:  # noqa: BLE001 - whatever it is, the build must end, and the emulator go on
        _log.exception("build %s", run.build["id"])
    finally:
        # What can't be removed is left to the end of the local AWS.
        with phases.phase(run.build, "FINALIZING", run.log.note), contextlib.suppress(OSError):
            folders.remove(run.folder)
        run.log.close()
        phases.complete(run.build, status)


def _phases(run: Run) -> str:
    with run.phase("PROVISIONING"):
        run.log.open()
        commands = preparation.tools(run)
    with run.phase("DOWNLOAD_SOURCE"):
        preparation.download(run)
        spec = buildspec.parse(preparation.buildspec_text(run))
        variables = preparation.environment(run, spec, commands)
    for notice in spec.notices:
        run.log.note(notice)
    state, source = run.folder / "state", run.sources[""]
    shell = Shell(spec.shell, variables, source, state, run.log.write, run.cancelled, run.deadline)
    try:
        succeeded = _commands(run, spec, shell)
        exported = {name: shell.variables.get(name, "") for name in spec.exported}
        run.build["exportedEnvironmentVariables"] = [{"name": name, "value": exported[name]} for name in exported]
        _upload(run, spec, shell)
    finally:
        shell.close()
    return "SUCCEEDED" if succeeded else "FAILED"


def _commands(run: Run, spec: Buildspec, shell: Shell) -> bool:
    """Run the commands of all phases that are to run, and return whether every one succeeded.

    Raises:
        PhaseFailed: a phase failed, after which nothing else may run.
    """
    succeeded = True
    for name in buildspec.PHASES:
        phase = spec.phases.get(name, Phase())
        try:
            with run.phase(name.upper()):
                for notice in runtimes.check(phase.runtimes, shell.variables):
                    run.log.note(notice)
                _run_phase(run, phase, shell)
        except PhaseFailed:
            succeeded = False
            # What follows a failed build phase is there to clean up, or to tell of it.
            if (phase.on_failure or ("CONTINUE" if name in ("build", "post_build") else "ABORT")) == "ABORT":
                raise
    return succeeded


def _run_phase(run: Run, phase: Phase, shell: Shell) -> None:
    failure: PhaseFailed | None = None
    for commands in (phase.commands, phase.finally_):
        try:
            _run_commands(run, commands, shell)
        except PhaseFailed as error:
            failure = failure or error
            shell.export("CODEBUILD_BUILD_SUCCEEDING", "0")
    if failure:
        raise failure


def _run_commands(run: Run, commands: Sequence[str], shell: Shell) -> None:
    for command in commands:
        run.log.note(f"Running command {command}")
        if status := shell.run(command):
            message = f"Error while executing command: {command.strip()}. Reason: exit status {status}"
            raise PhaseFailed("COMMAND_EXECUTION_ERROR", message)


def _upload(run: Run, spec: Buildspec, shell: Shell) -> None:
    uploaded: list[dict[str, str]] = []
    with run.phase("UPLOAD_ARTIFACTS"):
        for number, artifact in enumerate(run.order.artifacts):
            files = _files_of(artifact.get("artifactIdentifier", ""), spec, only=len(run.order.artifacts) == 1)
            override = artifact.get("overrideArtifactName") and files.name
            name = {"name": _name(files.name, shell)} if override else {}
            location = storage.upload(
                archives.select(files, run.sources[""], shell.variables),
                {**artifact, **name},
                build_id=run.id,
                encryption_key=run.build["encryptionKey"],
                archive=run.folder / f"artifact{number}.zip",
                client=run.client("s3"),
            )
            run.log.note(f"Uploaded {location}")
            uploaded.append({"location": location, "artifactIdentifier": artifact.get("artifactIdentifier", "")})
        run.build["artifacts"], *run.build["secondaryArtifacts"] = uploaded or [{"location": ""}]


def _files_of(identifier: str, spec: Buildspec, *, only: bool) -> Artifact:
    files = spec.secondary_artifacts.get(identifier)
    if only or not identifier:
        files = files or spec.artifact
    if files is None:
        raise PhaseFailed("CLIENT_ERROR", f"the buildspec has no artifacts{f' for {identifier}' * bool(identifier)}")
    return files


def _name(name: str, shell: Shell) -> str:
    """Return the name of an artifact, which may hold shell commands."""
    if shell.run(f'CODEBUILD_ARTIFACT_NAME="{name}"; export CODEBUILD_ARTIFACT_NAME'):
        raise PhaseFailed("CLIENT_ERROR", f"the name of the artifact can't be made: {name}")
    return shell.variables["CODEBUILD_ARTIFACT_NAME"]
