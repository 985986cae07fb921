"""Reads a buildspec: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped]  # PyYAML has no type hints

from slipway_emulator.services.codebuild import fields

PHASES = ("install", "pre_build", "build", "post_build")
_SHELLS = {"sh": "/bin/sh", "/bin/sh": "/bin/sh", "bash": "/bin/bash"}
_TOP = ("version", "env", "phases", "artifacts", "cache")
_ENV = ("shell", "variables", "parameter-store", "secrets-manager", "exported-variables", "git-credential-helper")
_PHASE = ("commands", "finally", "on-failure", "runtime-versions")
_ARTIFACT = ("files", "name", "discard-paths", "base-directory", "exclude-paths")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Phase:
    """What a phase runs.

    Attributes:
        on_failure: ``ABORT`` or ``CONTINUE``, None is the phase's default.
        runtimes: names and versions asked for, of ``install`` only.
    """

    commands: tuple[str, ...] = ()
    finally_: tuple[str, ...] = ()
    on_failure: str | None = None
    runtimes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Artifact:
    """Which files an output artifact holds; patterns as AWS documents them."""

    files: tuple[str, ...]
    exclude_paths: tuple[str, ...] = ()
    base_directory: str = ""
    discard_paths: bool = False
    name: str = ""


@dataclass(frozen=True)
class Buildspec:
    """A buildspec of version 0.2.

    Attributes:
        shell: path of the shell that runs the commands.
        parameters: variable names, each with a parameter's name.
        secrets: variable names, each with ``secret-id:json-key:version-stage:version-id``.
        exported: names of the variables that a pipeline gets.
        secondary_artifacts: by artifact identifier.
        notices: what is asked for and has no effect here.
    """

    shell: str
    variables: Mapping[str, str]
    parameters: Mapping[str, str]
    secrets: Mapping[str, str]
    exported: tuple[str, ...]
    phases: Mapping[str, Phase]
    artifact: Artifact | None
    secondary_artifacts: Mapping[str, Artifact]
    notices: tuple[str, ...] = ()


def parse(text: str) -> Buildspec:
    """Return what a buildspec says.

    Raises:
        PhaseFailed: ``YAML_FILE_ERROR``: it isn't YAML, isn't of the documented form, or asks for what a build here
            doesn't do.
    """
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that doesn't exist
        raise fields.error(" ".join(str(error).split())) from error
    # Nothing at all is no buildspec either.
    top = fields.mapping(document or "", "the buildspec", _TOP)
    if str(top.get("version")) != "0.2":
        raise fields.error(f"version must be 0.2, not {top.get('version')}")
    env = fields.mapping(top.get("env"), "env", _ENV)
    if env.get("git-credential-helper") not in (None, False, "no"):
        raise fields.error("env/git-credential-helper isn't supported by the local AWS: leave it out")
    if (shell := str(env.get("shell", "sh"))) not in _SHELLS:
        raise fields.error(f"env/shell must be one of {', '.join(_SHELLS)}, not {shell}")
    if not top.get("phases"):
        raise fields.error("phases is required")
    artifacts = top.get("artifacts")
    return Buildspec(
        shell=_SHELLS[shell],
        variables=_variables(env, "variables"),
        parameters=_variables(env, "parameter-store"),
        secrets=_variables(env, "secrets-manager"),
        exported=fields.strings(env.get("exported-variables"), "env/exported-variables"),
        phases=_phases(top["phases"]),
        artifact=_main_artifact(artifacts),
        secondary_artifacts=_secondary_artifacts(artifacts),
        notices=("cache: there is none on this machine; each build starts anew",) if "cache" in top else (),
    )


def _phases(value: object) -> dict[str, Phase]:
    phases = {}
    for name, content in fields.mapping(value, "phases", PHASES).items():
        where = f"phases/{name}"
        phase = fields.mapping(content, where, _PHASE)
        if "runtime-versions" in phase and name != "install":
            raise fields.error(f"{where}: runtime-versions belongs to install")
        on_failure = phase.get("on-failure")
        if on_failure not in (None, "ABORT", "CONTINUE"):
            raise fields.error(f"{where}/on-failure must be ABORT or CONTINUE here, not {on_failure}")
        runtimes = fields.mapping(phase.get("runtime-versions"), f"{where}/runtime-versions")
        phases[name] = Phase(
            commands=fields.strings(phase.get("commands"), f"{where}/commands"),
            finally_=fields.strings(phase.get("finally"), f"{where}/finally"),
            on_failure=on_failure,
            runtimes={
                name: fields.text(version, f"{where}/runtime-versions/{name}") for name, version in runtimes.items()
            },
        )
    return phases


def _main_artifact(value: object) -> Artifact | None:
    main = fields.mapping(value, "artifacts", (*_ARTIFACT, "secondary-artifacts"))
    if not main or ("secondary-artifacts" in main and "files" not in main):
        return None
    return _artifact(main, "artifacts")


def _secondary_artifacts(value: object) -> dict[str, Artifact]:
    where = "artifacts/secondary-artifacts"
    secondary = fields.mapping(fields.mapping(value, "artifacts").get("secondary-artifacts"), where)
    return {
        name: _artifact(fields.mapping(content, f"{where}/{name}", _ARTIFACT), f"{where}/{name}")
        for name, content in secondary.items()
    }


def _artifact(content: Mapping[str, Any], where: str) -> Artifact:
    files = fields.strings(content.get("files"), f"{where}/files")
    if not files:
        raise fields.error(f"{where}/files is required")
    return Artifact(
        files=files,
        exclude_paths=fields.strings(content.get("exclude-paths"), f"{where}/exclude-paths"),
        base_directory=fields.text(content.get("base-directory", ""), f"{where}/base-directory"),
        discard_paths=fields.flag(content.get("discard-paths", False), f"{where}/discard-paths"),
        name=fields.text(content.get("name", ""), f"{where}/name"),
    )


def _variables(env: Mapping[str, Any], section: str) -> dict[str, str]:
    values = fields.mapping(env.get(section), f"env/{section}")
    for name in values:
        if not _VARIABLE.fullmatch(name) or name.startswith("CODEBUILD_"):
            raise fields.error(f"env/{section}: {name} can't be the name of a variable")
    return {name: fields.text(value, f"env/{section}/{name}") for name, value in values.items()}
