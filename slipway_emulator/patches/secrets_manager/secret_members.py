"""A secret has the members that Secrets Manager returns, and its filters, errors and deletions are AWS's.

What a secret doesn't have isn't returned, such as tags, or rotation that was never turned on. A secret without a value
has no version. The deletion of a secret that isn't there succeeds if it is forced:
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
A filter's value is the beginning of a name, or of a word of a description or tag; ``!`` before it means that it isn't:
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html
The text of an error is ``Message``, as was recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json

MiniStack returns empty members, finds what contains the value, and refuses such a deletion.
"""

import functools
import json
import re
import time
from collections.abc import Callable, Collection
from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import secretsmanager

from slipway_emulator.responses import Response, json_response

_Json = dict[str, Any]
_OMITTED_IF_EMPTY = ("Description", "LastAccessedDate", "RotationLambdaARN", "RotationRules", "Tags")


def apply() -> None:
    """Wrap the service's handler and the operations, and replace the filters."""
    handle, delete = secretsmanager.handle_request, secretsmanager._delete_secret
    create = secretsmanager._store_new_secret

    @functools.wraps(handle)
    async def handle_request(*args: object) -> Response:
        status, headers, body = await handle(*args)
        if status != 200:
            body = _with_capital_message(body)
        return status, headers, body

    @functools.wraps(delete)
    def delete_secret(data: _Json) -> Response:
        name = data.get("SecretId") or ""
        if not data.get("ForceDeleteWithoutRecovery") or secretsmanager._resolve(name) != (None, None):
            response: Response = delete(data)
            return response
        arn = f"arn:aws:secretsmanager:{get_region()}:{get_account_id()}:secret:{name}-{new_uuid()[:6]}"
        return json_response({"ARN": arn, "Name": name, "DeletionDate": int(time.time())})

    @functools.wraps(create)
    def store_new_secret(name: str, **settings: Any) -> tuple[str, str | None]:  # noqa: ANN401 - MiniStack's
        arn, version_id = create(name, **settings)
        if settings.get("secret_string") is None and settings.get("secret_binary") is None:
            secretsmanager._secrets[name]["Versions"].clear()
            version_id = None
        return arn, version_id

    secretsmanager.handle_request, secretsmanager._delete_secret = handle_request, delete_secret
    secretsmanager._store_new_secret = store_new_secret
    secretsmanager._create_secret = _shaping(secretsmanager._create_secret)
    secretsmanager._describe_secret = _shaping(secretsmanager._describe_secret)
    secretsmanager._list_secrets = _shaping(secretsmanager._list_secrets)
    secretsmanager._filter_secret_names = _filter_secret_names


def _with_capital_message(body: bytes) -> bytes:
    error = json.loads(body)
    if "message" in error:
        error["Message"] = error.pop("message")
    return json.dumps(error).encode()


def _shaping(operation: Callable[[_Json], Response]) -> Callable[[_Json], Response]:
    @functools.wraps(operation)
    def shape(data: _Json) -> Response:
        status, headers, body = operation(data)
        found = json.loads(body)
        if status != 200:
            return status, headers, body
        if "SecretList" in found:
            found["SecretList"] = [_shaped(each) for each in found["SecretList"]]
        return status, headers, json.dumps(_shaped(found)).encode()

    return shape


def _shaped(secret: _Json) -> _Json:
    stored = secretsmanager._secrets.get(secret.get("Name")) or {}
    shaped = {name: value for name, value in secret.items() if value or name not in _OMITTED_IF_EMPTY}
    if not (stored.get("RotationEnabled") or stored.get("LastRotatedDate") or stored.get("RotationLambdaARN")):
        shaped.pop("RotationEnabled", None)
    for name in ("VersionId", "VersionIdsToStages", "SecretVersionsToStages"):
        if name in shaped and not shaped[name]:
            shaped.pop(name)
    return shaped


def _filter_secret_names(names: Collection[str], filters: list[_Json]) -> list[str]:
    """Return the names of the secrets that pass every filter."""
    secrets = ((name, secretsmanager._secrets[name]) for name in names)
    return [name for name, secret in secrets if all(_passes(secret, each) for each in filters)]


def _passes(secret: _Json, secret_filter: _Json) -> bool:
    has_begun = _BEGINNINGS.get(secret_filter.get("Key", ""), _has_any)
    values = secret_filter.get("Values") or []
    return any(has_begun(secret, value.removeprefix("!")) is not value.startswith("!") for value in values)


def _has_name(secret: _Json, beginning: str) -> bool:
    return str(secret["Name"]).startswith(beginning)


def _has_description(secret: _Json, words: str) -> bool:
    return _have_words(secret.get("Description") or "", words)


def _has_tag(member: str) -> Callable[[_Json, str], bool]:
    def has_tag(secret: _Json, beginning: str) -> bool:
        return any(str(tag.get(member, "")).startswith(beginning) for tag in secret.get("Tags") or [])

    return has_tag


def _has_any(secret: _Json, words: str) -> bool:
    tags = (f"{tag.get('Key', '')} {tag.get('Value', '')}" for tag in secret.get("Tags") or [])
    return _have_words(" ".join((secret["Name"], secret.get("Description") or "", *tags)), words)


def _have_words(text: str, words: str) -> bool:
    """Return whether each of some words is the beginning of a word of a text, whatever their case."""
    found = re.findall(r"\w+", text.lower())
    return all(any(each.startswith(word) for each in found) for word in re.findall(r"\w+", words.lower()))


_BEGINNINGS: dict[str, Callable[[_Json, str], bool]] = {
    "name": _has_name,
    "description": _has_description,
    "tag-key": _has_tag("Key"),
    "tag-value": _has_tag("Value"),
}
