"""A connection keeps its credentials in a secret of Secrets Manager, and DescribeConnection returns none of them.

"EventBridge creates and manages the secret in Secrets Manager": it changes and is deleted with the connection:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-secrets.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeConnection.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_api_destinations_and_connection.snapshot.json

MiniStack creates no secret, and returns passwords and keys.
"""

import copy
import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import eventbridge, secretsmanager

from slipway_emulator.responses import Response, json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Response]
# The members of the secret by the kind of authorization, with their places in the parameters.
_SECRETS: dict[str, dict[str, tuple[str, ...]]] = {
    "BasicAuthParameters": {"username": ("Username",), "password": ("Password",)},
    "ApiKeyAuthParameters": {"api_key_name": ("ApiKeyName",), "api_key_value": ("ApiKeyValue",)},
    "OAuthParameters": {
        "client_id": ("ClientParameters", "ClientID"),
        "client_secret": ("ClientParameters", "ClientSecret"),
        "authorization_endpoint": ("AuthorizationEndpoint",),
        "http_method": ("HttpMethod",),
        "oauth_http_parameters": ("OAuthHttpParameters",),
    },
}
_HIDDEN = ("Password", "ApiKeyValue", "ClientSecret")


def apply() -> None:
    """Wrap the operations on connections."""
    eventbridge._create_connection = _storing(eventbridge._create_connection)
    eventbridge._update_connection = _storing(eventbridge._update_connection)
    describe, delete = eventbridge._describe_connection, eventbridge._delete_connection

    @functools.wraps(describe)
    def describe_connection(data: _Json) -> Response:
        status, headers, body = describe(data)
        found = json.loads(body)
        if status != 200:
            return status, headers, body
        found["AuthParameters"] = _shown(found.get("AuthParameters") or {})
        if not found.get("Description"):
            found.pop("Description", None)
        return status, headers, json.dumps(found).encode()

    @functools.wraps(delete)
    def delete_connection(data: _Json) -> Response:
        arn = (eventbridge._connections.get(data.get("Name")) or {}).get("SecretArn")
        response: Response = delete(data)
        if response[0] == 200 and arn:
            secretsmanager.delete_secret_in_process(arn)
        return response

    eventbridge._describe_connection, eventbridge._delete_connection = describe_connection, delete_connection


def _storing(operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def operate(data: _Json) -> Response:
        response = operation(data)
        connection = eventbridge._connections.get(data.get("Name"))
        if response[0] != 200 or not connection:
            return response
        text = json.dumps(_secret(connection.get("AuthParameters") or {}))
        if "SecretArn" in connection:
            secretsmanager.put_secret_value_in_process(connection["SecretArn"], text)
        else:
            name = f"events!connection/{connection['Name']}/{new_uuid()}"
            connection["SecretArn"] = secretsmanager.create_secret_in_process(name, text)
        times = {name: connection[name] for name in ("CreationTime", "LastModifiedTime")}
        return json_response({**json.loads(response[2]), **times})

    return operate


def _secret(parameters: _Json) -> _Json:
    secret: _Json = {}
    for kind, members in _SECRETS.items():
        for name, path in members.items() if kind in parameters else ():
            value = parameters[kind]
            for part in path:
                value = (value or {}).get(part)
            if value is not None:
                secret[name] = value
    if "InvocationHttpParameters" in parameters:
        secret["invocation_http_parameters"] = parameters["InvocationHttpParameters"]
    return secret


def _shown(parameters: _Json) -> _Json:
    shown = copy.deepcopy(parameters)
    for kind in shown.values():
        for holder in (kind, kind.get("ClientParameters") or {}):
            for name in _HIDDEN:
                holder.pop(name, None)
    for place in ("InvocationHttpParameters", "OAuthHttpParameters"):
        for holder in (shown, shown.get("OAuthParameters") or {}):
            for entries in (holder.get(place) or {}).values():
                for entry in entries:
                    if entry.get("IsValueSecret"):
                        entry.pop("Value", None)
    return shown
