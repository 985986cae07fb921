"""The environment variables of a build.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from slipway_emulator.services.boto_sessions import Client, Session
from slipway_emulator.services.codebuild.buildspec import Buildspec
from slipway_emulator.services.codebuild.errors import PhaseError

# The limit of one GetParameters call.
_MAX_PARAMETERS = 10
# Parts of arn:aws:secretsmanager:region:account:secret:name.
_ARN_PARTS = 7
_ERROR_CODE = "Decrypted Variables Error"


def resolve(
    declared: Iterable[Mapping[str, str]], spec: Buildspec, session: Session, endpoint_url: str
) -> dict[str, str]:
    """Return the values of the variables of the project, of StartBuild and of the buildspec.

    Args:
        declared: ``name``, ``value`` and ``type`` of the variables of the project and StartBuild, which override those
            of the buildspec.
        spec: the buildspec.
        session: credentials of the build's role, for parameters and secrets.
        endpoint_url: endpoint of the local AWS.

    Raises:
        PhaseError: a parameter or secret doesn't exist, or the role isn't authorized.
    """
    values: dict[str, str] = {**spec.variables}
    parameters, secrets = {**spec.parameters}, {**spec.secrets}
    by_type = {"PLAINTEXT": values, "PARAMETER_STORE": parameters, "SECRETS_MANAGER": secrets}
    for variable in declared:
        for values_of_type in by_type.values():
            values_of_type.pop(variable["name"], None)
        by_type[variable.get("type") or "PLAINTEXT"][variable["name"]] = variable["value"]
    if parameters:
        values |= _parameters(parameters, session.client("ssm", endpoint_url=endpoint_url))
    if secrets:
        client = session.client("secretsmanager", endpoint_url=endpoint_url)
        values |= {name: _secret(reference, client) for name, reference in secrets.items()}
    return values


def set_by_codebuild(record: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that CodeBuild sets.

    Args:
        record: the record of the build.
        sources: folders of the sources by source identifier, which is empty for the primary source.
    """
    variables = {
        "AWS_DEFAULT_REGION": record["arn"].split(":")[3],
        "AWS_REGION": record["arn"].split(":")[3],
        "CODEBUILD_BUILD_ARN": record["arn"],
        "CODEBUILD_BUILD_ID": record["id"],
        "CODEBUILD_BUILD_IMAGE": record["environment"].get("image", ""),
        "CODEBUILD_BUILD_NUMBER": str(record["buildNumber"]),
        "CODEBUILD_BUILD_SUCCEEDING": "1",
        "CODEBUILD_CI": "true",
        "CODEBUILD_INITIATOR": record["initiator"],
        "CODEBUILD_KMS_KEY_ID": record["encryptionKey"],
        "CODEBUILD_LOG_PATH": record["logs"].get("streamName", ""),
        "CODEBUILD_PROJECT_ARN": record["arn"].split(":build/")[0] + f":project/{record['projectName']}",
        "CODEBUILD_SOURCE_REPO_URL": record["source"].get("location", ""),
        "CODEBUILD_SOURCE_VERSION": record.get("sourceVersion", ""),
        "CODEBUILD_SRC_DIR": sources[""],
        "CODEBUILD_START_TIME": str(int(record["startTime"] * 1000)),
    }
    if "resolvedSourceVersion" in record:
        variables["CODEBUILD_RESOLVED_SOURCE_VERSION"] = record["resolvedSourceVersion"]
    return variables | {f"CODEBUILD_SRC_DIR_{name}": folder for name, folder in sources.items() if name}


def _parameters(parameters: Mapping[str, str], client: Client) -> dict[str, str]:
    names = sorted(set(parameters.values()))
    values: dict[str, str] = {}
    for start in range(0, len(names), _MAX_PARAMETERS):
        try:
            response = client.get_parameters(Names=names[start : start + _MAX_PARAMETERS], WithDecryption=True)
        except ClientError as error:
            raise PhaseError(_ERROR_CODE, str(error)) from error
        if missing := response["InvalidParameters"]:
            raise PhaseError(_ERROR_CODE, f"parameter does not exist: {', '.join(missing)}")
        # A parameter can also be named by its ARN.
        values |= {
            parameter[key]: parameter["Value"] for parameter in response["Parameters"] for key in ("Name", "ARN")
        }
    return {variable: values[name] for variable, name in parameters.items()}


def _secret(reference: str, client: Client) -> str:
    """Return the value of ``secret-id:json-key:version-stage:version-id``; the id can be an ARN."""
    parts = reference.split(":")
    length = _ARN_PARTS if parts[0] == "arn" else 1
    secret_id = ":".join(parts[:length])
    key, stage, version = [*parts[length:], "", "", ""][:3]
    options = {name: value for name, value in (("VersionStage", stage), ("VersionId", version)) if value}
    try:
        value = client.get_secret_value(SecretId=secret_id, **options)["SecretString"]
        return _json_text(value, key) if key else str(value)
    except ClientError as error:
        raise PhaseError(_ERROR_CODE, f"{secret_id}: {error}") from error
    except (KeyError, ValueError, TypeError) as error:
        message = f"secret {secret_id} has no string" + (f" in the JSON key {key}" if key else "")
        raise PhaseError(_ERROR_CODE, message) from error


def _json_text(text: str, key: str) -> str:
    """Return a value of a JSON object, with a number as it was written."""
    value = json.loads(text, parse_int=str, parse_float=str)[key]
    return value if isinstance(value, str) else json.dumps(json.loads(text)[key])
