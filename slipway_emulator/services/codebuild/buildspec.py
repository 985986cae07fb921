"""Parses buildspecs: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped]  # PyYAML has no type hints

from slipway_emulator.services.codebuild import fields

PHASES = ("install", "pre_build", "build", "post_build")
_SHELLS = {"sh": "/bin/sh", "/bin/sh": "/bin/sh", "bash": "/bin/bash"}
_TOP_FIELDS = ("version", "env", "phases", "artifacts", "cache")
_ENV_FIELDS = (
    "shell",
    "variables",
    "parameter-store",
    "secrets-manager",
    "exported-variables",
    "git-credential-helper",
)
_PHASE_FIELDS = ("commands", "finally", "on-failure", "runtime-versions")
_ARTIFACT_FIELDS = ("files", "name", "discard-paths", "base-directory", "exclude-paths")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no type hints
    """Loads a scalar as the text that was written, e.g. ``3.10``, ``0755`` or ``yes``, and an empty one as None."""

    # By the first character of the scalar.
    yaml_implicit_resolvers = {  # noqa: RUF012 - as in the base class
        "": [("tag:yaml.org,2002:null", re.compile(r"\Z"))],
        "<": [("tag:yaml.org,2002:merge", re.compile(r"<<\Z"))],
    }


for _type in ("bool", "float", "int", "merge", "timestamp"):  # e.g. !!int 0755, and << that isn't a key
    _Loader.add_constructor(f"tag:yaml.org,2002:{_type}", yaml.SafeLoader.construct_yaml_str)


@dataclass(frozen=True)
class Phase:
    """The commands of a phase.

    Attributes:
        on_failure: ``ABORT``, ``CONTINUE``, or None for the phase's default.
        runtimes: versions by name in ``runtime-versions``, which only ``install`` can have.
    """

    commands: tuple[str, ...] = ()
    finally_: tuple[str, ...] = ()
    on_failure: str | None = None
    runtimes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Artifact:
    """The patterns of an output artifact's files."""

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
        parameters: names in Parameter Store by variable name.
        secrets: ``secret-id:json-key:version-stage:version-id`` by variable name.
        exported: names of the exported variables.
        secondary_artifacts: secondary artifacts by artifact identifier.
        notices: messages about parts that have no effect on the local AWS.
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
    """Parse a buildspec.

    Raises:
        PhaseError: ``YAML_FILE_ERROR``: it isn't YAML, is invalid, or has a feature that the local AWS doesn't support.
    """
    top = _load(text)
    env = fields.mapping(top.get("env"), "env", _ENV_FIELDS)
    if fields.flag(env.get("git-credential-helper"), "env/git-credential-helper"):
        raise fields.error("env/git-credential-helper isn't supported by the local AWS: remove it")
    if (shell := fields.text(env.get("shell") or "sh", "env/shell")) not in _SHELLS:
        raise fields.error(f"env/shell must be one of {', '.join(_SHELLS)}, not {shell}")
    phases, artifacts = fields.mapping(top.get("phases"), "phases", PHASES), top.get("artifacts")
    if not phases:
        raise fields.error("phases is required")
    return Buildspec(
        shell=_SHELLS[shell],
        variables=_variables(env, "variables"),
        parameters=_variables(env, "parameter-store"),
        secrets=_variables(env, "secrets-manager"),
        exported=fields.strings(env.get("exported-variables"), "env/exported-variables"),
        phases={name: _phase(name, content) for name, content in phases.items()},
        artifact=_main_artifact(artifacts),
        secondary_artifacts=_secondary_artifacts(artifacts),
        notices=("cache isn't supported by the local AWS: every build starts without one",) if "cache" in top else (),
    )


def _load(text: str) -> dict[str, Any]:
    try:
        document = yaml.load(text, _Loader)  # noqa: S506 - derived from SafeLoader
    except (yaml.YAMLError, ValueError) as error:  # ValueError: e.g. !!binary that isn't base64
        raise fields.error(" ".join(str(error).split())) from error
    # Not None, which is a valid empty mapping.
    top = fields.mapping(document or "", "the buildspec", _TOP_FIELDS)
    if top.get("version") != "0.2":
        raise fields.error(f"version must be 0.2, not {top.get('version')}")
    return top


def _phase(name: str, content: object) -> Phase:
    where = f"phases/{name}"
    phase = fields.mapping(content, where, _PHASE_FIELDS)
    if "runtime-versions" in phase and name != "install":
        raise fields.error(f"{where}: only install can have runtime-versions")
    on_failure = phase.get("on-failure")
    if on_failure not in (None, "ABORT", "CONTINUE"):
        raise fields.error(f"{where}/on-failure must be ABORT or CONTINUE on the local AWS, not {on_failure}")
    runtimes = fields.mapping(phase.get("runtime-versions"), f"{where}/runtime-versions")
    return Phase(
        commands=fields.strings(phase.get("commands"), f"{where}/commands"),
        finally_=fields.strings(phase.get("finally"), f"{where}/finally"),
        on_failure=on_failure,
        runtimes={
            runtime: fields.text(version, f"{where}/runtime-versions/{runtime}")
            for runtime, version in runtimes.items()
        },
    )


def _main_artifact(value: object) -> Artifact | None:
    main = fields.mapping(value, "artifacts", (*_ARTIFACT_FIELDS, "secondary-artifacts"))
    if not main or ("secondary-artifacts" in main and "files" not in main):
        return None
    return _artifact(main, "artifacts")


def _secondary_artifacts(value: object) -> dict[str, Artifact]:
    where = "artifacts/secondary-artifacts"
    secondary = fields.mapping(fields.mapping(value, "artifacts").get("secondary-artifacts"), where)
    return {
        name: _artifact(fields.mapping(content, f"{where}/{name}", _ARTIFACT_FIELDS), f"{where}/{name}")
        for name, content in secondary.items()
    }


def _artifact(content: Mapping[str, Any], where: str) -> Artifact:
    files = fields.strings(content.get("files"), f"{where}/files")
    if not files:
        raise fields.error(f"{where}/files is required")
    return Artifact(
        files=files,
        exclude_paths=fields.strings(content.get("exclude-paths"), f"{where}/exclude-paths"),
        base_directory=fields.text(content.get("base-directory") or "", f"{where}/base-directory"),
        discard_paths=fields.flag(content.get("discard-paths"), f"{where}/discard-paths"),
        name=fields.text(content.get("name") or "", f"{where}/name"),
    )


def _variables(env: Mapping[str, Any], section: str) -> dict[str, str]:
    values = fields.mapping(env.get(section), f"env/{section}")
    for name in values:
        if not _VARIABLE.fullmatch(name) or name.startswith("CODEBUILD_"):
            raise fields.error(f"env/{section}: {name} isn't a valid name of a variable")
    return {name: fields.text(value or "", f"env/{section}/{name}") for name, value in values.items()}
