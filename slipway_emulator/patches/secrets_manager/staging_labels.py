"""A staging label of a secret is attached to one version only, and a version without labels is deprecated.

PutSecretValue moves the labels that it is given, and returns them in the order of their names. It can't change the
value of a version that it is called again for. ListSecretVersionIds returns the deprecated versions if it is asked for
them, the keys that encrypt each version, and the day on which it was read:
https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
The values and messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json

MiniStack attaches a label to several versions, overwrites a version's value, and lists all versions by their ids.
"""

import base64
import functools
import json
import time
from typing import Any

from ministack.services import secretsmanager

from slipway_emulator.responses import Response, error_response_json, json_response

_Json = dict[str, Any]
_CURRENT = "AWSCURRENT"
_DEFAULT_KEY = "DefaultEncryptionKey"
_DAY = 86_400
_VALUES = ("SecretString", "SecretBinary")
_UNCHANGEABLE = "You can't modify an existing version, you can only create a new version."
_MISMATCH = "You provided a VersionStage that is not associated to the provided VersionId."


def apply() -> None:
    """Wrap the operations that write or read a version, and replace the list of the versions."""
    secretsmanager._put_secret_value = _putting(secretsmanager._put_secret_value)
    secretsmanager._get_secret_value = _getting(secretsmanager._get_secret_value)
    secretsmanager._list_secret_version_ids = _list_secret_version_ids
    describe = secretsmanager._vid_to_stages

    @functools.wraps(describe)
    def ids_to_stages(secret: _Json) -> dict[str, list[str]]:
        return {version_id: sorted(stages) for version_id, stages in describe(secret).items()}

    secretsmanager._vid_to_stages = ids_to_stages


def _putting(put: Any) -> Any:  # noqa: ANN401 - an operation of MiniStack
    @functools.wraps(put)
    def put_secret_value(data: _Json) -> Response:
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        existing = secret and secret["Versions"].get(data.get("ClientRequestToken"))
        if existing and _has_value(existing):
            if any(existing.get(name) != data.get(name) for name in _VALUES):
                return error_response_json("ResourceExistsException", _UNCHANGEABLE, 400)
            return _put_response(secret, data["ClientRequestToken"])
        response: Response = put(data)
        if response[0] != 200:
            return response
        version_id = json.loads(response[2])["VersionId"]
        for label in data.get("VersionStages") or []:
            if label != _CURRENT:
                secretsmanager._remove_stage_everywhere(secret, label, except_version_id=version_id)
                secretsmanager._add_stage(secret, version_id, label)
        return _put_response(secret, version_id)

    return put_secret_value


def _put_response(secret: _Json, version_id: str) -> Response:
    stages = sorted(secret["Versions"][version_id]["Stages"])
    body = {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": version_id, "VersionStages": stages}
    return json_response(body)


def _getting(get: Any) -> Any:  # noqa: ANN401 - an operation of MiniStack
    @functools.wraps(get)
    def get_secret_value(data: _Json) -> Response:
        _, secret = secretsmanager._resolve(data.get("SecretId"))
        if secret and not secret.get("DeletedDate") and (refusal := _unreadable(secret, data)):
            return refusal
        response: Response = get(data)
        if response[0] != 200:
            return response
        found = json.loads(response[2])
        secret["Versions"][found["VersionId"]]["LastAccessedDate"] = secret["LastAccessedDate"] = _today()
        found["VersionStages"].sort()
        if not found["VersionStages"]:
            found.pop("VersionStages")
        return json_response(found)

    return get_secret_value


def _unreadable(secret: _Json, data: _Json) -> Response | None:
    """Return the refusal to read a version that isn't there, or that has no value yet; None if there is none."""
    version_id, label = data.get("VersionId"), data.get("VersionStage") or _CURRENT
    if version_id:
        version = secret["Versions"].get(version_id)
        missing = f"VersionId: {version_id}"
        if version and data.get("VersionStage") and label not in version["Stages"]:
            return error_response_json("InvalidRequestException", _MISMATCH, 400)
    else:
        _, version = secretsmanager._find_stage_version(secret, label)
        missing = f"staging label: {label}"
    if version and _has_value(version):
        return None
    message = f"Secrets Manager can't find the specified secret value for {missing}"
    return error_response_json("ResourceNotFoundException", message, 400)


def _list_secret_version_ids(data: _Json) -> Response:
    """Answer ListSecretVersionIds."""
    _, secret = secretsmanager._resolve(data.get("SecretId"))
    if not secret:
        message = "Secrets Manager can't find the specified secret."
        return error_response_json("ResourceNotFoundException", message, 400)
    is_asked = bool(data.get("IncludeDeprecated"))
    found = [_listed(secret, each) for each, version in secret["Versions"].items() if version["Stages"] or is_asked]
    start = int(base64.b64decode(data.get("NextToken") or "MA=="))
    end = start + (data.get("MaxResults") or 100)
    body = {"ARN": secret["ARN"], "Name": secret["Name"], "Versions": found[start:end]}
    if end < len(found):
        body["NextToken"] = base64.b64encode(str(end).encode()).decode()
    return json_response(body)


def _listed(secret: _Json, version_id: str) -> _Json:
    version = secret["Versions"][version_id]
    listed = {
        "VersionId": version_id,
        "VersionStages": sorted(version["Stages"]),
        "CreatedDate": version["CreatedDate"],
        "KmsKeyIds": [secret.get("KmsKeyId") or _DEFAULT_KEY],
        "LastAccessedDate": version.get("LastAccessedDate"),
    }
    return {name: value for name, value in listed.items() if value}


def _has_value(version: _Json) -> bool:
    return any(version.get(name) is not None for name in _VALUES)


def _today() -> int:
    return int(time.time()) // _DAY * _DAY
