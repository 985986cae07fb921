"""The environment variables of a build.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

from slipway_emulator.services.codebuild.buildspec import Buildspec
from slipway_emulator.services.codebuild.errors import PhaseFailed

# GetParameters takes that many.
_PARAMETERS = 10
# Of arn:aws:secretsmanager:region:account:secret:name.
_ARN_PARTS = 7
_CODE = "Decrypted Variables Error"


def resolve(
    declared: Iterable[Mapping[str, str]], spec: Buildspec, session: boto3.Session, endpoint_url: str
) -> dict[str, str]:
    """Return the values of the variables that the project, the start of the build and the buildspec declare.

    Args:
        declared: ``name``, ``value`` and ``type`` of those of the project and the start, which take precedence.
        spec: the buildspec.
        session: of the build's role, which parameters and secrets are fetched with.
        endpoint_url: of the local AWS.

    Raises:
        PhaseFailed: one can't be had.
    """
    values: dict[str, str] = {**spec.variables}
    parameters, secrets = {**spec.parameters}, {**spec.secrets}
    by_type = {"PLAINTEXT": values, "PARAMETER_STORE": parameters, "SECRETS_MANAGER": secrets}
    for variable in declared:
        for known in by_type.values():
            known.pop(variable["name"], None)
        by_type[variable.get("type") or "PLAINTEXT"][variable["name"]] = variable["value"]
    if parameters:
        values |= _parameters(parameters, session.client("ssm", endpoint_url=endpoint_url))
    if secrets:
        client = session.client("secretsmanager", endpoint_url=endpoint_url)
        values |= {name: _secret(reference, client) for name, reference in secrets.items()}
    return values


def own(build: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that CodeBuild sets.

    Args:
        build: the build, as BatchGetBuilds returns it.
        sources: folders of the sources by source identifier; that of the primary one is the empty string.
    """
    variables = {
        "AWS_DEFAULT_REGION": build["arn"].split(":")[3],
        "AWS_REGION": build["arn"].split(":")[3],
        "CODEBUILD_BUILD_ARN": build["arn"],
        "CODEBUILD_BUILD_ID": build["id"],
        "CODEBUILD_BUILD_IMAGE": build["environment"].get("image", ""),
        "CODEBUILD_BUILD_NUMBER": str(build["buildNumber"]),
        "CODEBUILD_BUILD_SUCCEEDING": "1",
        "CODEBUILD_CI": "true",
        "CODEBUILD_INITIATOR": build["initiator"],
        "CODEBUILD_KMS_KEY_ID": build["encryptionKey"],
        "CODEBUILD_LOG_PATH": build["logs"].get("streamName", ""),
        "CODEBUILD_PROJECT_ARN": build["arn"].split(":build/")[0] + f":project/{build['projectName']}",
        "CODEBUILD_SOURCE_REPO_URL": build["source"].get("location", ""),
        "CODEBUILD_SOURCE_VERSION": build.get("sourceVersion", ""),
        "CODEBUILD_SRC_DIR": sources[""],
        "CODEBUILD_START_TIME": str(int(build["startTime"] * 1000)),
    }
    if "resolvedSourceVersion" in build:
        variables["CODEBUILD_RESOLVED_SOURCE_VERSION"] = build["resolvedSourceVersion"]
    return variables | {f"CODEBUILD_SRC_DIR_{name}": folder for name, folder in sources.items() if name}


def _parameters(parameters: Mapping[str, str], client: Any) -> dict[str, str]:  # noqa: ANN401 - made at run time
    names = sorted(set(parameters.values()))
    found: dict[str, str] = {}
    for start in range(0, len(names), _PARAMETERS):
        try:
            answer = client.get_parameters(Names=names[start : start + _PARAMETERS], WithDecryption=True)
        except ClientError as error:
            raise PhaseFailed(_CODE, str(error)) from error
        if missing := answer["InvalidParameters"]:
            raise PhaseFailed(_CODE, f"parameter does not exist: {', '.join(missing)}")
        # A parameter can be named by its ARN too.
        found |= {parameter[key]: parameter["Value"] for parameter in answer["Parameters"] for key in ("Name", "ARN")}
    return {variable: found[name] for variable, name in parameters.items()}


def _secret(reference: str, client: Any) -> str:  # noqa: ANN401 - made at run time
    """Return what ``secret-id:json-key:version-stage:version-id`` means; the id may be an ARN."""
    parts = reference.split(":")
    length = _ARN_PARTS if parts[0] == "arn" else 1
    secret_id = ":".join(parts[:length])
    key, stage, version = [*parts[length:], "", "", ""][:3]
    options = {name: value for name, value in (("VersionStage", stage), ("VersionId", version)) if value}
    try:
        value = client.get_secret_value(SecretId=secret_id, **options)["SecretString"]
        return str(json.loads(value)[key]) if key else str(value)
    except ClientError as error:
        raise PhaseFailed(_CODE, f"{secret_id}: {error}") from error
    except (KeyError, ValueError, TypeError) as error:
        message = f"secret {secret_id} has no text" + (f" in the JSON key {key}" if key else "")
        raise PhaseFailed(_CODE, message) from error
