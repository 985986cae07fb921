"""The request for a build: the settings of its project, with the overrides of StartBuild.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_Settings = Mapping[str, Any]

SOURCE_TYPES = ("CODEPIPELINE", "NO_SOURCE", "S3")
# Overrides whose name isn't <setting>Override, by setting.
_OVERRIDES = {"secondarySourceVersions": "secondarySourcesVersionOverride"}
_SETTINGS = (
    "secondarySources",
    "secondarySourceVersions",
    "artifacts",
    "secondaryArtifacts",
    "serviceRole",
    "timeoutInMinutes",
    "queuedTimeoutInMinutes",
    "encryptionKey",
    "logsConfig",
    "cache",
)
_SOURCE_OVERRIDES = {
    "type": "sourceTypeOverride",
    "location": "sourceLocationOverride",
    "buildspec": "buildspecOverride",
}
_ENVIRONMENT_OVERRIDES = {
    "type": "environmentTypeOverride",
    "image": "imageOverride",
    "computeType": "computeTypeOverride",
    "privilegedMode": "privilegedModeOverride",
    "imagePullCredentialsType": "imagePullCredentialsTypeOverride",
    "certificate": "certificateOverride",
    "registryCredential": "registryCredentialOverride",
}
_SUPPORTED = {
    "projectName",
    "sourceVersion",
    "environmentVariablesOverride",
    "idempotencyToken",
    *(_OVERRIDES.get(name, f"{name}Override") for name in _SETTINGS),
    *_SOURCE_OVERRIDES.values(),
    *_ENVIRONMENT_OVERRIDES.values(),
}


class UnsupportedBuildError(Exception):
    """The build is invalid, or the local AWS doesn't support it."""


@dataclass(frozen=True)
class BuildRequest:
    """The request for a build. Sources, artifacts and environment have the shapes of the API.

    Attributes:
        project: name of the project.
        sources: the primary source first.
        versions: versions of the sources by source identifier, which is empty for the primary source.
        artifacts: the primary artifact first, without those of type ``NO_ARTIFACTS``.
        settings: the project's other settings, by name.
        initiator: the entity that started the build, as in the record of the build.
    """

    project: str
    sources: tuple[_Settings, ...]
    versions: Mapping[str, str]
    artifacts: tuple[_Settings, ...]
    environment: _Settings
    settings: _Settings
    initiator: str

    @property
    def log_group(self) -> str | None:
        """The log group, or None if logging is disabled."""
        config = (self.settings.get("logsConfig") or {}).get("cloudWatchLogs") or {}
        if config.get("status") == "DISABLED":
            return None
        return str(config.get("groupName") or f"/aws/codebuild/{self.project}")

    def log_stream(self, build_id: str) -> str:
        """Return the log stream of a build; ``build_id`` is the id without the project's name."""
        config = (self.settings.get("logsConfig") or {}).get("cloudWatchLogs") or {}
        return "/".join(filter(None, (config.get("streamName"), build_id)))


def make(project: _Settings, overrides: _Settings, initiator: str) -> BuildRequest:
    """Return the request for a build of a project.

    Args:
        project: project as in BatchGetProjects.
        overrides: the parameters of StartBuild.
        initiator: the entity that starts the build.

    Raises:
        UnsupportedBuildError: the request is invalid, or uses a feature that the local AWS doesn't support.
    """
    if unknown := sorted(set(overrides) - _SUPPORTED):
        raise UnsupportedBuildError(f"The local AWS doesn't support {', '.join(unknown)} of StartBuild")
    settings = {name: _setting(name, project, overrides) for name in _SETTINGS}
    source = _override(project["source"], overrides, _SOURCE_OVERRIDES)
    request = BuildRequest(
        project=project["name"],
        sources=(source, *(settings["secondarySources"] or ())),
        versions=_versions(settings, overrides.get("sourceVersion") or project.get("sourceVersion") or ""),
        artifacts=_artifacts(settings),
        environment=_environment(project, overrides),
        settings=settings,
        initiator=initiator,
    )
    _validate(request)
    return request


def _setting(name: str, project: _Settings, overrides: _Settings) -> Any:  # noqa: ANN401 - any JSON value
    override = overrides.get(_OVERRIDES.get(name, f"{name}Override"))
    return project.get(name) if override is None else override


def _override(settings: _Settings, overrides: _Settings, names: Mapping[str, str]) -> dict[str, Any]:
    changed = {name: overrides[override] for name, override in names.items() if overrides.get(override) is not None}
    return {**settings, **changed}


def _environment(project: _Settings, overrides: _Settings) -> dict[str, Any]:
    environment = _override(project["environment"], overrides, _ENVIRONMENT_OVERRIDES)
    declared = environment.get("environmentVariables") or ()
    variables = {each["name"]: each for each in (*declared, *(overrides.get("environmentVariablesOverride") or ()))}
    return {**environment, "environmentVariables": list(variables.values())}


def _versions(settings: _Settings, primary: str) -> dict[str, str]:
    secondary = settings["secondarySourceVersions"] or ()
    return {"": primary, **{version["sourceIdentifier"]: version["sourceVersion"] for version in secondary}}


def _artifacts(settings: _Settings) -> tuple[_Settings, ...]:
    every = (settings["artifacts"] or {"type": "NO_ARTIFACTS"}, *(settings["secondaryArtifacts"] or ()))
    return tuple(artifact for artifact in every if artifact["type"] != "NO_ARTIFACTS")


def _validate(request: BuildRequest) -> None:
    for source in request.sources:
        _validate_source(source, request.project)
    if request.sources[0]["type"] == "NO_SOURCE" and not request.sources[0].get("buildspec"):
        raise UnsupportedBuildError("You must provide a buildspec when the source type is NO_SOURCE")
    environment_type = request.environment.get("type", "LINUX_CONTAINER")
    if not environment_type.startswith(("LINUX", "ARM")):
        raise UnsupportedBuildError(f"The local AWS doesn't support the environment type {environment_type}")
    if ((request.settings.get("logsConfig") or {}).get("s3Logs") or {}).get("status") == "ENABLED":
        raise UnsupportedBuildError("The local AWS doesn't write build logs to S3: logsConfig.s3Logs must be DISABLED")


def _validate_source(source: _Settings, project: str) -> None:
    if source["type"] not in SOURCE_TYPES:
        raise UnsupportedBuildError(f"The local AWS doesn't support the source type {source['type']}")
    if source["type"] == "CODEPIPELINE" and not source.get("location"):
        raise UnsupportedBuildError(f"The source of project {project} is CODEPIPELINE: start its pipeline instead")
    if source["type"] == "S3" and "/" not in source.get("location", ""):
        raise UnsupportedBuildError(f"The location of the source of project {project} must be bucket/key")
