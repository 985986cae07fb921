"""Prepares a build for its first command: folders, sources, buildspec and environment variables."""

import os
import shlex
import subprocess
import venv
from collections.abc import Mapping
from pathlib import Path

from botocore.exceptions import ClientError

from slipway_emulator.services.codebuild import environment_variables, folders, storage
from slipway_emulator.services.codebuild.buildspec import Buildspec
from slipway_emulator.services.codebuild.errors import PhaseError
from slipway_emulator.services.codebuild.running_build import RunningBuild
from slipway_emulator.services.codeconnections.clone_reference import CloneReference

_DEFAULT_BUILDSPEC = "buildspec.yml"
_S3_ARN = "arn:aws:s3:::"


def create_folders(build: RunningBuild) -> Path:
    """Create the folders of a build and return the first folder of its PATH.

    It contains ``python`` and ``pip`` of a virtual environment, so that installed packages are deleted with the build.
    """
    for name in ("home", "tmp", "state"):
        (build.folder / name).mkdir()
    environment = build.folder / "python"
    # Without pip, which takes seconds to install; the interpreter's own pip can install into the environment.
    venv.create(environment, system_site_packages=True, symlinks=True)
    commands = environment / "bin"
    for name in ("pip", "pip3"):
        python = shlex.quote(str(commands / "python"))
        (commands / name).write_text(f'#!/bin/sh\nexec {python} -m pip "$@"\n')
        (commands / name).chmod(0o755)
    return commands


def download(build: RunningBuild) -> None:
    """Download every source into its folder, or clone the repository that it refers to.

    Raises:
        PhaseError: a source can't be downloaded or cloned.
    """
    for source, (identifier, folder) in zip(build.request.sources, build.source_folders.items(), strict=True):
        folder.mkdir(parents=True)
        # In a pipeline, the version is the revision of the source action, not the version of the artifact's object.
        version = build.request.versions.get(identifier, "") if source["type"] == "S3" else ""
        if reference := storage.download(source, version.removeprefix(_S3_ARN), folder, build.client("s3")):
            _clone(build, reference, folder)


def _clone(build: RunningBuild, reference: CloneReference, folder: Path) -> None:
    from slipway_emulator.services.codeconnections import connection_use  # noqa: PLC0415 - imports MiniStack

    account = build.record["arn"].split(":")[4]
    try:
        connection_use.check(reference.connection_arn, account, build.session, build.endpoint_url)
        reference.clone(account, folder)
    except connection_use.ConnectionUseError as error:
        raise PhaseError("CLIENT_ERROR", str(error)) from error
    except (OSError, subprocess.SubprocessError) as error:
        raise PhaseError("CLIENT_ERROR", f"{reference.repository} can't be cloned: {error}") from error


def buildspec_text(build: RunningBuild) -> str:
    """Return the buildspec of the request, or the file or object that it names; by default a file of the source.

    Raises:
        PhaseError: ``YAML_FILE_ERROR``: there is no such file or object, or the role isn't authorized.
    """
    name = build.request.sources[0].get("buildspec") or _DEFAULT_BUILDSPEC
    if "\n" in name or name.lstrip().startswith(("version", "{")):
        return str(name)
    try:
        if name.startswith(_S3_ARN):
            bucket, _, key = name.removeprefix(_S3_ARN).partition("/")
            return str(build.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode())
        path = (build.source / name).resolve()
        if not path.is_relative_to(build.source.resolve()):
            raise PhaseError("YAML_FILE_ERROR", f"{name} isn't in the source")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PhaseError("YAML_FILE_ERROR", f"stat {name}: no such file or directory in the source") from error
    except (ClientError, OSError, UnicodeDecodeError) as error:
        raise PhaseError("YAML_FILE_ERROR", f"{name}: {error}") from error


def environment(build: RunningBuild, spec: Buildspec, commands: Path) -> dict[str, str]:
    """Return all environment variables of the build's shell; ``commands`` becomes the first folder of PATH.

    Raises:
        PhaseError: a parameter or secret doesn't exist, or the role isn't authorized.
    """
    declared = build.request.environment["environmentVariables"]
    sources = {identifier: str(folder) for identifier, folder in build.source_folders.items()}
    return {
        **_machine_variables(build, commands),
        **_credentials(build),
        **environment_variables.resolve(declared, spec, build.session, build.endpoint_url),
        **environment_variables.set_by_codebuild(build.record, sources),
    }


def _machine_variables(build: RunningBuild, commands: Path) -> Mapping[str, str]:
    return {
        "PATH": os.pathsep.join([str(commands), os.environ["PATH"]]),
        "LANG": "C.UTF-8",
        "HOME": str(build.folder / "home"),
        "TMPDIR": str(folders.short_path(build.folder / "tmp")),
        "PYTHONUNBUFFERED": "1",
        "AWS_ENDPOINT_URL": build.endpoint_url,
        # So that no SDK uses the role of the machine.
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _credentials(build: RunningBuild) -> Mapping[str, str]:
    return {name.upper(): value for name, value in build.session.credentials.items()}
