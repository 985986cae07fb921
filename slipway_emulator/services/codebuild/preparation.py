"""What a build has before its first command: tools, sources, a buildspec and variables."""

import os
import venv
from collections.abc import Mapping
from pathlib import Path

from botocore.exceptions import ClientError

from slipway_emulator.services.codebuild import storage, variables
from slipway_emulator.services.codebuild.buildspec import Buildspec
from slipway_emulator.services.codebuild.errors import PhaseFailed
from slipway_emulator.services.codebuild.run import Run

_DEFAULT_BUILDSPEC = "buildspec.yml"
_S3_ARN = "arn:aws:s3:::"


def tools(run: Run) -> Path:
    """Make the folders of a build, and return the one that goes first on its PATH.

    It has ``python`` and ``pip``, of an environment of the build's own: what is installed goes away with it.
    """
    for name in ("home", "tmp", "state"):
        (run.folder / name).mkdir()
    environment = run.folder / "python"
    # Without pip of its own, which takes seconds to install: the interpreter's is found.
    venv.create(environment, system_site_packages=True, symlinks=True)
    commands = environment / "bin"
    for name in ("pip", "pip3"):
        (commands / name).write_text(f'#!/bin/sh\nexec "{commands}/python" -m pip "$@"\n')
        (commands / name).chmod(0o755)
    return commands


def download(run: Run) -> None:
    """Download every source into its folder.

    Raises:
        PhaseFailed: one can't be had.
    """
    for source, (identifier, folder) in zip(run.order.sources, run.sources.items(), strict=True):
        folder.mkdir(parents=True)
        # What a pipeline names a version is one of the source behind its artifact.
        version = run.order.versions.get(identifier, "") if source["type"] == "S3" else ""
        storage.download(source, version.removeprefix(_S3_ARN), folder, run.client("s3"))


def buildspec_text(run: Run) -> str:
    """Return the buildspec: what the project or the start of the build holds or names, or the source's own.

    Raises:
        PhaseFailed: there is none.
    """
    named = run.order.sources[0].get("buildspec") or _DEFAULT_BUILDSPEC
    if "\n" in named or named.lstrip().startswith(("version", "{")):
        return str(named)
    try:
        if named.startswith(_S3_ARN):
            bucket, _, key = named.removeprefix(_S3_ARN).partition("/")
            return str(run.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode())
        path = (run.sources[""] / named).resolve()
        if not path.is_relative_to(run.sources[""].resolve()):
            raise PhaseFailed("YAML_FILE_ERROR", f"{named} isn't in the source")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PhaseFailed("YAML_FILE_ERROR", f"stat {named}: no such file or directory in the source") from error
    except (ClientError, OSError, UnicodeDecodeError) as error:
        raise PhaseFailed("YAML_FILE_ERROR", f"{named}: {error}") from error


def environment(run: Run, spec: Buildspec, commands: Path) -> dict[str, str]:
    """Return all variables of the build's shell.

    Raises:
        PhaseFailed: a parameter or a secret can't be had.
    """
    declared = run.order.environment["environmentVariables"]
    own = variables.own(run.build, {name: str(folder) for name, folder in run.sources.items()})
    return {
        **_of_the_machine(run, commands),
        **_credentials(run),
        **variables.resolve(declared, spec, run.session, run.endpoint_url),
        **own,
    }


def _of_the_machine(run: Run, commands: Path) -> Mapping[str, str]:
    return {
        "PATH": os.pathsep.join([str(commands), os.environ["PATH"]]),
        "LANG": "C.UTF-8",
        "HOME": str(run.folder / "home"),
        "TMPDIR": str(run.folder / "tmp"),
        "PYTHONUNBUFFERED": "1",
        # On AWS the SDK's default leads to AWS; nothing here may look for the machine's own role.
        "AWS_ENDPOINT_URL": run.endpoint_url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _credentials(run: Run) -> Mapping[str, str]:
    keys = run.session.get_credentials()
    assert keys  # noqa: S101 - for the type checker
    return {
        "AWS_ACCESS_KEY_ID": str(keys.access_key),
        "AWS_SECRET_ACCESS_KEY": str(keys.secret_key),
        "AWS_SESSION_TOKEN": str(keys.token),
    }
