"""The operations on connections and hosts.

A new connection is AVAILABLE immediately: there is no git host at which someone must authorize it.
https://docs.aws.amazon.com/codeconnections/latest/APIReference/Welcome.html
"""

import functools
import uuid
from collections import defaultdict
from typing import Any

from slipway_emulator.iam import caller, tags
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.aws_json import Operation, page

Parameters = dict[str, Any]

# By account and region, then by ARN: the shapes Connection and Host, with the tags.
_CONNECTIONS: dict[tuple[str, str], dict[str, Parameters]] = defaultdict(dict)
_HOSTS: dict[tuple[str, str], dict[str, Parameters]] = defaultdict(dict)


def operations(service: str) -> dict[str, Operation]:
    """Return the operations of the service, which is ``codeconnections`` or ``codestar-connections``."""
    return {
        "CreateConnection": functools.partial(create_connection, service),
        "CreateHost": functools.partial(create_host, service),
        "DeleteConnection": delete_connection,
        "DeleteHost": delete_host,
        "GetConnection": get_connection,
        "GetHost": get_host,
        "ListConnections": list_connections,
        "ListHosts": list_hosts,
        "ListTagsForResource": list_tags,
        "TagResource": tag,
        "UntagResource": untag,
        "UpdateHost": update_host,
    }


def is_available(account: str, region: str, arn: str) -> bool:
    """Return whether a connection exists."""
    return arn in _CONNECTIONS[account, region]


def create_connection(service: str, parameters: Parameters) -> Parameters:
    """CreateConnection; ``service`` is the one in the ARN."""
    if ("ProviderType" in parameters) == ("HostArn" in parameters):
        raise ServiceError("InvalidInputException", "Give either ProviderType or HostArn.")
    host = _find(_HOSTS, parameters["HostArn"]) if "HostArn" in parameters else {}
    arn = _arn(service, f"connection/{uuid.uuid4()}")
    _CONNECTIONS[_scope()][arn] = {
        "ConnectionName": parameters["ConnectionName"],
        "ConnectionArn": arn,
        "ProviderType": parameters.get("ProviderType") or host["ProviderType"],
        "OwnerAccountId": caller.account(),
        "ConnectionStatus": "AVAILABLE",
        "HostArn": parameters.get("HostArn"),
        "Tags": _tags(parameters),
    }
    return {"ConnectionArn": arn, "Tags": parameters.get("Tags")}


def get_connection(parameters: Parameters) -> Parameters:
    """GetConnection."""
    return {"Connection": _find(_CONNECTIONS, parameters["ConnectionArn"])}


def list_connections(parameters: Parameters) -> Parameters:
    """ListConnections."""
    filters = {
        "ProviderType": parameters.get("ProviderTypeFilter"),
        "HostArn": parameters.get("HostArnFilter"),
    }
    matching = [
        connection
        for connection in _CONNECTIONS[_scope()].values()
        if all(value in (None, connection[name]) for name, value in filters.items())
    ]
    connections, token = _page(matching, parameters)
    return {"Connections": connections, "NextToken": token}


def delete_connection(parameters: Parameters) -> None:
    """DeleteConnection."""
    _find(_CONNECTIONS, parameters["ConnectionArn"])
    del _CONNECTIONS[_scope()][parameters["ConnectionArn"]]


def create_host(service: str, parameters: Parameters) -> Parameters:
    """CreateHost; ``service`` is the one in the ARN."""
    arn = _arn(service, f"host/{parameters['Name']}/{uuid.uuid4().hex[:8]}")
    host = {name: parameters.get(name) for name in ("Name", "ProviderType", "ProviderEndpoint", "VpcConfiguration")}
    _HOSTS[_scope()][arn] = host | {"HostArn": arn, "Status": "AVAILABLE", "Tags": _tags(parameters)}
    return {"HostArn": arn, "Tags": parameters.get("Tags")}


def get_host(parameters: Parameters) -> Parameters:
    """GetHost."""
    return _find(_HOSTS, parameters["HostArn"])


def list_hosts(parameters: Parameters) -> Parameters:
    """ListHosts."""
    hosts, token = _page(list(_HOSTS[_scope()].values()), parameters)
    return {"Hosts": hosts, "NextToken": token}


def update_host(parameters: Parameters) -> None:
    """UpdateHost."""
    host = _find(_HOSTS, parameters["HostArn"])
    host.update({name: parameters[name] for name in ("ProviderEndpoint", "VpcConfiguration") if name in parameters})


def delete_host(parameters: Parameters) -> None:
    """DeleteHost; a host with connections can't be deleted."""
    _find(_HOSTS, parameters["HostArn"])
    if any(connection["HostArn"] == parameters["HostArn"] for connection in _CONNECTIONS[_scope()].values()):
        raise ServiceError("ResourceUnavailableException", "The host has connections: delete them first.")
    del _HOSTS[_scope()][parameters["HostArn"]]


def tag(parameters: Parameters) -> None:
    """TagResource."""
    _tagged(parameters)["Tags"].update(_tags(parameters))


def untag(parameters: Parameters) -> None:
    """UntagResource."""
    resource = _tagged(parameters)
    resource["Tags"] = {key: value for key, value in resource["Tags"].items() if key not in parameters["TagKeys"]}


def list_tags(parameters: Parameters) -> Parameters:
    """ListTagsForResource."""
    return {"Tags": [{"Key": key, "Value": value} for key, value in sorted(_tagged(parameters)["Tags"].items())]}


def _tags_of(arn: str) -> dict[str, str]:
    store = _HOSTS if ":host/" in arn else _CONNECTIONS
    found: dict[str, str] = store[_scope()].get(arn, {}).get("Tags", {})
    return found


def _tagged(parameters: Parameters) -> Parameters:
    arn = parameters["ResourceArn"]
    return _find(_HOSTS if ":host/" in arn else _CONNECTIONS, arn)


def _tags(parameters: Parameters) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in parameters.get("Tags", [])}


def _find(store: dict[tuple[str, str], dict[str, Parameters]], arn: str) -> Parameters:
    if resource := store[_scope()].get(arn):
        return resource
    raise ServiceError("ResourceNotFoundException", f"The resource {arn} doesn't exist.")


def _page(items: list[Parameters], parameters: Parameters) -> tuple[list[Parameters], str | None]:
    paging = {"maxResults": parameters.get("MaxResults") or 100, "nextToken": parameters.get("NextToken") or "0"}
    return page(items, paging, 100)


def _scope() -> tuple[str, str]:
    return caller.account(), caller.region()


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{caller.region()}:{caller.account()}:{resource}"


tags.RESOURCES.update(dict.fromkeys(("codeconnections", "codestar-connections"), _tags_of))
