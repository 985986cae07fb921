"""Reads a buildspec: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped]  # PyYAML has no type hints

from slipway.local.codebuild.errors import PhaseFailed

PHASES = ("install", "pre_build", "build", "post_build")
_SHELLS = {"sh": "/bin/sh", "/bin/sh": "/bin/sh", "bash": "/bin/bash"}
_TOP = ("version", "env", "phases", "artifacts", "cache")
_ENV = ("shell", "variables", "parameter-store", "secrets-manager", "exported-variables", "git-credential-helper")
_PHASE = ("commands", "finally", "on-failure", "runtime-versions")
_ARTIFACT = ("files", "name", "discard-paths", "base-directory", "exclude-paths")
# What AWS documents and a build here doesn't do.
_REFUSED = ("run-as", "proxy", "batch", "reports", "enable-symlinks", "s3-prefix")
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
        raise _error(" ".join(str(error).split())) from error
    top = _mapping(document, "the buildspec", _TOP)
    if str(top.get("version")) != "0.2":
        raise _error(f"version must be 0.2, not {top.get('version')}")
    env = _mapping(top.get("env"), "env", _ENV)
    if env.get("git-credential-helper") not in (None, False, "no"):
        raise _error("env/git-credential-helper isn't supported by the local AWS: leave it out")
    if (shell := str(env.get("shell", "sh"))) not in _SHELLS:
        raise _error(f"env/shell must be one of {', '.join(_SHELLS)}, not {shell}")
    if not top.get("phases"):
        raise _error("phases is required")
    artifacts = top.get("artifacts")
    return Buildspec(
        shell=_SHELLS[shell],
        variables=_variables(env, "variables"),
        parameters=_variables(env, "parameter-store"),
        secrets=_variables(env, "secrets-manager"),
        exported=_strings(env.get("exported-variables"), "env/exported-variables"),
        phases=_phases(top["phases"]),
        artifact=_main_artifact(artifacts),
        secondary_artifacts=_secondary_artifacts(artifacts),
        notices=("cache: there is none on this machine; each build starts anew",) if "cache" in top else (),
    )


def _phases(value: object) -> dict[str, Phase]:
    phases = {}
    for name, content in _mapping(value, "phases", PHASES).items():
        where = f"phases/{name}"
        phase = _mapping(content, where, _PHASE)
        if "runtime-versions" in phase and name != "install":
            raise _error(f"{where}: runtime-versions belongs to install")
        on_failure = phase.get("on-failure")
        if on_failure not in (None, "ABORT", "CONTINUE"):
            raise _error(f"{where}/on-failure must be ABORT or CONTINUE here, not {on_failure}")
        runtimes = _mapping(phase.get("runtime-versions"), f"{where}/runtime-versions")
        phases[name] = Phase(
            commands=_strings(phase.get("commands"), f"{where}/commands"),
            finally_=_strings(phase.get("finally"), f"{where}/finally"),
            on_failure=on_failure,
            runtimes={name: _text(version, f"{where}/runtime-versions/{name}") for name, version in runtimes.items()},
        )
    return phases


def _main_artifact(value: object) -> Artifact | None:
    main = _mapping(value, "artifacts", (*_ARTIFACT, "secondary-artifacts"))
    if not main or ("secondary-artifacts" in main and "files" not in main):
        return None
    return _artifact(main, "artifacts")


def _secondary_artifacts(value: object) -> dict[str, Artifact]:
    where = "artifacts/secondary-artifacts"
    secondary = _mapping(_mapping(value, "artifacts").get("secondary-artifacts"), where)
    return {
        name: _artifact(_mapping(content, f"{where}/{name}", _ARTIFACT), f"{where}/{name}")
        for name, content in secondary.items()
    }


def _artifact(content: Mapping[str, Any], where: str) -> Artifact:
    files = _strings(content.get("files"), f"{where}/files")
    if not files:
        raise _error(f"{where}/files is required")
    return Artifact(
        files=files,
        exclude_paths=_strings(content.get("exclude-paths"), f"{where}/exclude-paths"),
        base_directory=_text(content.get("base-directory", ""), f"{where}/base-directory"),
        discard_paths=_flag(content.get("discard-paths", False), f"{where}/discard-paths"),
        name=_text(content.get("name", ""), f"{where}/name"),
    )


def _variables(env: Mapping[str, Any], section: str) -> dict[str, str]:
    values = _mapping(env.get(section), f"env/{section}")
    for name in values:
        if not _VARIABLE.fullmatch(name) or name.startswith("CODEBUILD_"):
            raise _error(f"env/{section}: {name} can't be the name of a variable")
    return {name: _text(value, f"env/{section}/{name}") for name, value in values.items()}


def _mapping(value: object, where: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
    if value is None and where != "the buildspec":
        return {}
    if not isinstance(value, dict):
        raise _error(f"{where} must be a mapping")
    names = {str(name): content for name, content in value.items()}
    for name in names:
        if known and name in _REFUSED:
            raise _error(f"{where}: {name} isn't supported by the local AWS")
        if known and name not in known:
            raise _error(f"{where}: {name} is none of {', '.join(known)}")
    return names


def _strings(value: object, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _error(f"{where} must be a list")
    return tuple(_text(item, where) for item in value)


def _text(value: object, where: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()  # YAML reads yes, no, on and off as a boolean
    if not isinstance(value, str | int | float):
        raise _error(f"{where} must hold text, not {value!r}: put it in quotation marks")
    return str(value)


def _flag(value: object, where: str) -> bool:
    if value in (True, "yes", "true"):
        return True
    if value in (False, "no", "false"):
        return False
    raise _error(f"{where} must be yes or no")


def _error(message: str) -> PhaseFailed:
    return PhaseFailed("YAML_FILE_ERROR", message)
