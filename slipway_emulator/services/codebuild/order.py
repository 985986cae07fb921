"""What a build is to do: its project, with what StartBuild says otherwise.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_Settings = Mapping[str, Any]

SOURCE_TYPES = ("CODEPIPELINE", "NO_SOURCE", "S3")
VARIABLE_TYPES = ("PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER")
# The override of a setting that isn't called <setting>Override.
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
_TAKEN = {
    "projectName",
    "sourceVersion",
    "environmentVariablesOverride",
    "idempotencyToken",
    *(_OVERRIDES.get(name, f"{name}Override") for name in _SETTINGS),
    *_SOURCE_OVERRIDES.values(),
    *_ENVIRONMENT_OVERRIDES.values(),
}


class Refused(Exception):  # noqa: N818 - says what becomes of the request
    """A build can't be run here; the message says why."""


@dataclass(frozen=True)
class Order:
    """What a build is to do; sources, artifacts and variables as in the API.

    Attributes:
        sources: the primary source first.
        versions: of the sources, by source identifier; that of the primary one is the empty string.
        artifacts: the primary artifact first, without those of type ``NO_ARTIFACTS``.
        initiator: who started it.
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
        """The log group, None if the project writes no log."""
        config = (self.settings.get("logsConfig") or {}).get("cloudWatchLogs") or {}
        if config.get("status") == "DISABLED":
            return None
        return str(config.get("groupName") or f"/aws/codebuild/{self.project}")

    def log_stream(self, build_id: str) -> str:
        """The log stream of a build; ``build_id`` is what follows the colon."""
        config = (self.settings.get("logsConfig") or {}).get("cloudWatchLogs") or {}
        return "/".join(filter(None, (config.get("streamName"), build_id)))


def make(project: _Settings, request: _Settings, initiator: str) -> Order:
    """Return what a build of ``project`` is to do.

    Args:
        project: as BatchGetProjects returns it.
        request: of StartBuild.
        initiator: who started it.

    Raises:
        Refused: it asks for what a build here doesn't do, by its name.
    """
    if unknown := sorted(set(request) - _TAKEN):
        raise Refused(f"The local AWS doesn't support {', '.join(unknown)} of StartBuild")
    settings = {name: _setting(name, project, request) for name in _SETTINGS}
    source = _overridden(project["source"], request, _SOURCE_OVERRIDES)
    environment = _overridden(project["environment"], request, _ENVIRONMENT_OVERRIDES)
    variables = {
        variable["name"]: variable
        for variable in (
            *(environment.get("environmentVariables") or ()),
            *(request.get("environmentVariablesOverride") or ()),
        )
    }
    order = Order(
        project=project["name"],
        sources=(source, *(settings["secondarySources"] or ())),
        versions=_versions(settings, request.get("sourceVersion") or project.get("sourceVersion") or ""),
        artifacts=_artifacts(settings),
        environment={**environment, "environmentVariables": list(variables.values())},
        settings=settings,
        initiator=initiator,
    )
    _check(order)
    return order


def _setting(name: str, project: _Settings, request: _Settings) -> Any:  # noqa: ANN401 - as the API has it
    override = request.get(_OVERRIDES.get(name, f"{name}Override"))
    return project.get(name) if override is None else override


def _overridden(settings: _Settings, request: _Settings, overrides: Mapping[str, str]) -> dict[str, Any]:
    named = {name: request[override] for name, override in overrides.items() if request.get(override) is not None}
    return {**settings, **named}


def _versions(settings: _Settings, primary: str) -> dict[str, str]:
    secondary = settings["secondarySourceVersions"] or ()
    return {"": primary, **{version["sourceIdentifier"]: version["sourceVersion"] for version in secondary}}


def _artifacts(settings: _Settings) -> tuple[_Settings, ...]:
    every = (settings["artifacts"] or {"type": "NO_ARTIFACTS"}, *(settings["secondaryArtifacts"] or ()))
    return tuple(artifact for artifact in every if artifact["type"] != "NO_ARTIFACTS")


def _check(order: Order) -> None:
    for source in order.sources:
        if source["type"] not in SOURCE_TYPES:
            raise Refused(f"The local AWS runs no build with a source of type {source['type']}")
        if source["type"] == "CODEPIPELINE" and not source.get("location"):
            raise Refused(f"The source of project {order.project} is CODEPIPELINE: start its pipeline instead")
        if source["type"] == "S3" and "/" not in source.get("location", ""):
            raise Refused(f"The location of the source of project {order.project} must be bucket/key")
    for variable in order.environment["environmentVariables"]:
        if (variable.get("type") or "PLAINTEXT") not in VARIABLE_TYPES:
            types = ", ".join(VARIABLE_TYPES)
            raise Refused(f"The variable {variable['name']} has the type {variable['type']}: it must be one of {types}")
    if order.sources[0]["type"] == "NO_SOURCE" and not order.sources[0].get("buildspec"):
        raise Refused("You must provide a buildspec when the source type is NO_SOURCE")
    if not order.environment.get("type", "LINUX_CONTAINER").startswith(("LINUX", "ARM")):
        raise Refused(f"The local AWS runs no build in an environment of type {order.environment['type']}")
    if ((order.settings.get("logsConfig") or {}).get("s3Logs") or {}).get("status") == "ENABLED":
        raise Refused("The local AWS writes no build logs to S3: logsConfig.s3Logs must be DISABLED")
