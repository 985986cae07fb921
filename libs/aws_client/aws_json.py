"""The protocol of DynamoDB, SQS, Systems Manager and others: a POST of JSON, with the operation in a header."""

import json
import os

from aws_client.connection import Response
from aws_client.endpoints import Service
from aws_client.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_TOKENS = {
    ("codepipeline", "StartPipelineExecution"): "clientRequestToken",
    ("dynamodb", "ExecuteTransaction"): "ClientRequestToken",
    ("dynamodb", "ExportTableToPointInTime"): "ClientToken",
    ("dynamodb", "ImportTable"): "ClientToken",
    ("dynamodb", "StartBulkPutItems"): "ClientToken",
    ("dynamodb", "TransactWriteItems"): "ClientRequestToken",
    ("secretsmanager", "CreateSecret"): "ClientRequestToken",
    ("secretsmanager", "PutSecretValue"): "ClientRequestToken",
    ("secretsmanager", "RotateSecret"): "ClientRequestToken",
    ("secretsmanager", "UpdateSecret"): "ClientRequestToken",
    ("ssm", "CreateMaintenanceWindow"): "ClientToken",
    ("ssm", "CreatePatchBaseline"): "ClientToken",
    ("ssm", "DeleteInventory"): "ClientToken",
    ("ssm", "RegisterTargetWithMaintenanceWindow"): "ClientToken",
    ("ssm", "RegisterTaskWithMaintenanceWindow"): "ClientToken",
}
"""Members by which AWS recognizes a repeated request, which a caller may leave out."""

_OTHER_HOSTS = {("dynamodb", "SearchVectors")}


def encode(service: Service, operation: str, arguments: "Mapping[str, Any]") -> Request:
    """Return the request of a call.

    Raises:
        NotImplementedError: the operation has a host of another name.
        TypeError: an argument isn't JSON.
    """
    if (service.name, operation) in _OTHER_HOSTS:
        raise NotImplementedError(f"aws_client has no {operation} of {service.name}: use boto3 for it")
    token = _TOKENS.get((service.name, operation))
    if token and token not in arguments:
        arguments = {**arguments, token: os.urandom(16).hex()}
    headers = {
        "content-type": f"application/x-amz-json-{service.json_version}",
        "x-amz-target": f"{service.target}.{operation}",
    }
    if service.is_query_compatible:
        headers["x-amzn-query-mode"] = "true"
    return Request("POST", "/", "", headers, to_json(arguments))


def to_json(arguments: "Mapping[str, Any]") -> bytes:
    """Return members as JSON; bytes become Base64."""
    return json.dumps(arguments, default=_base64).encode()


def _base64(value: object) -> str:
    if not isinstance(value, bytes | bytearray):
        raise TypeError(f"{value!r} isn't JSON: write numbers of DynamoDB as text, and times as seconds")
    import base64  # noqa: PLC0415 - few functions store bytes

    return base64.b64encode(value).decode()


def decode(response: Response) -> "dict[str, Any]":
    """Return the members of a successful response."""
    members: dict[str, Any] = json.loads(response.body, object_hook=_hook(response.body)) if response.body else {}
    return members


def _hook(body: bytes) -> "Any":  # noqa: ANN401 - as json.loads declares it
    return _with_bytes if b'"B":' in body or b'"BS":' in body else None


def _with_bytes(value: "dict[str, Any]") -> "dict[str, Any]":
    """Return DynamoDB's binary values as bytes: ``{"B": …}`` with text, which no attribute of an item is."""
    import base64  # noqa: PLC0415

    if len(value) == 1:
        if isinstance(value.get("B"), str):
            return {"B": base64.b64decode(value["B"])}
        if isinstance(value.get("BS"), list):
            return {"BS": [base64.b64decode(item) for item in value["BS"]]}
    return value


def decode_error(response: Response) -> "dict[str, Any]":
    """Return the members of an error, with its code and message in ``Error``."""
    members = _members(response)
    code = response.headers.get("x-amzn-errortype") or members.pop("__type", None) or str(response.status)
    code = str(code).partition(":")[0].rpartition("#")[2]
    error = {"Message": members.get("message", members.get("Message", "")), "Code": code}
    if query_error := response.headers.get("x-amzn-query-error"):  # SQS keeps the codes of its former protocol
        error["QueryErrorCode"] = code
        error["Code"], _, error["Type"] = query_error.partition(";")
    return {**members, "Error": error}


def _members(response: Response) -> "dict[str, Any]":
    try:
        members = json.loads(response.body, object_hook=_hook(response.body)) if response.body else {}
    except ValueError:  # a proxy's page
        members = None
    return members if isinstance(members, dict) else {"message": response.body.decode("utf-8", "replace")}
