"""A function's ARN has the qualifier that the request names, lists have those of versions, and ListFunctions has all.

"To get a list of all published versions", ListFunctions takes ``FunctionVersion=ALL``. ListVersionsByFunction returns
the ARNs of ``$LATEST`` and of the versions, which Terraform's ``qualified_arn`` is:
https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html
https://docs.aws.amazon.com/cli/latest/reference/lambda/list-versions-by-function.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json
(test_alias_lifecycle, test_snapstart_lifecycle)

MiniStack returns the ARN without a qualifier, also that of a version that CreateFunction and UpdateFunctionCode have
published, and ignores ``FunctionVersion``.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.responses import Response

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the operations that publish a version, read a function and list functions and versions."""
    lambda_svc._create_function = _publishing(lambda_svc._create_function)
    lambda_svc._update_code = _publishing(lambda_svc._update_code)
    lambda_svc._get_function = _reading(lambda_svc._get_function)
    lambda_svc._get_function_config = _reading(lambda_svc._get_function_config)
    list_functions, list_versions = lambda_svc._list_functions, lambda_svc._list_versions

    @functools.wraps(list_functions)
    def list_all_functions(query: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        is_all = lambda_svc._qp_first(query, "FunctionVersion") == "ALL"
        return _all_versions(query) if is_all else list_functions(query)

    @functools.wraps(list_versions)
    def list_versions_by_function(name: str, query: _Json) -> Response:
        return _changed(list_versions(name, query), _with_qualified_versions)

    lambda_svc._list_functions, lambda_svc._list_versions = list_all_functions, list_versions_by_function


def _publishing(write: Callable[..., Response]) -> Callable[..., Response]:
    """Return CreateFunction or UpdateFunctionCode, which gives the ARN of the published version its number."""

    @functools.wraps(write)
    def writing(*arguments: Any) -> Response:  # noqa: ANN401 - a function's name, and the request
        response = write(*arguments)
        if not (arguments[-1].get("Publish") and response[0] < 300):
            return response
        written = json.loads(response[2])
        version = lambda_svc._functions[written["FunctionName"]]["versions"][written["Version"]]["config"]
        version["FunctionArn"] = _qualified(version, written["Version"])["FunctionArn"]
        is_update = len(arguments) > 1
        return _changed(response, lambda found: _qualified(found, found["Version"]) if is_update else found)

    return writing


def _reading(read: Callable[..., Response]) -> Callable[..., Response]:
    """Return GetFunction or GetFunctionConfiguration, whose ARN has the qualifier of the request."""

    @functools.wraps(read)
    def reading(name: str, qualifier: str | None = None) -> Response:
        def qualify(found: _Json) -> _Json:
            if "Configuration" in found:
                return {**found, "Configuration": qualify(found["Configuration"])}
            return _qualified(found, qualifier or "")

        response = read(name, qualifier)
        return _changed(response, qualify) if qualifier else response

    return reading


def _all_versions(query: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    """Return a page of the functions, each with ``$LATEST`` and its versions; the marker is the number before it."""
    found: list[_Json] = []
    for _, function in sorted(lambda_svc._functions.items()):
        numbers = sorted(function["versions"], key=int)
        found += [function["config"], *(function["versions"][number]["config"] for number in numbers)]
    start = int(lambda_svc._qp_first(query, "Marker") or 0)
    end = start + int(lambda_svc._qp_first(query, "MaxItems") or 50)
    page: _Json = {"Functions": [_qualified(config, config["Version"]) for config in found[start:end]]}
    return lambda_svc.json_response(page | ({"NextMarker": str(end)} if end < len(found) else {}))


def _with_qualified_versions(page: _Json) -> _Json:
    return {**page, "Versions": [_qualified(config, config["Version"]) for config in page["Versions"]]}


def _qualified(config: _Json, qualifier: str) -> _Json:
    arn = ":".join(config["FunctionArn"].split(":")[:7])
    return {**config, "FunctionArn": f"{arn}:{qualifier}"}


def _changed(response: Response, change: Callable[[_Json], _Json]) -> Response:
    """Return a response with another document, and an error as it is."""
    if response[0] >= 300:
        return response
    changed: Response = lambda_svc.json_response(change(json.loads(response[2])), response[0])
    return changed
