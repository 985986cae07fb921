"""Code signing configurations can be created, changed, listed and deleted, and belong to functions.

A configuration lists the signing profiles of trusted publishers. One that a function uses can't be deleted:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
https://docs.aws.amazon.com/lambda/latest/api/API_CreateCodeSigningConfig.html

MiniStack responds to each operation with ``{}`` or with a function without a configuration, of which Terraform's
provider makes a crash. Here signatures aren't checked: AWS Signer is missing.
"""

import functools
import json
import re
import secrets
import string
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import lambda_svc

_Json = dict[str, Any]
_Operation = Callable[..., Any]
_CONFIGS = re.compile(r"/2020-04-22/code-signing-configs(?:/(?P<arn>arn:[^/]+)(?P<functions>/functions)?)?/?")
_OF_FUNCTION = re.compile(r"/2020-06-30/functions/(?P<function>[^/]+)/code-signing-config/?")
_PROFILE = re.compile(r"arn:aws[a-z-]*:signer:[a-z0-9-]+:\d{12}:/signing-profiles/\w{2,64}/\w{10}")
_POLICIES = ("Warn", "Enforce")
_MAX_PROFILES = 20
_configs: Any = AccountRegionScopedDict()
_tags: Any = AccountRegionScopedDict()  # of each configuration, by its ARN


def apply() -> None:
    """Handle the operations before MiniStack does, and let CreateFunction name a configuration."""
    lambda_svc._list_tags = _on_tags(lambda_svc._list_tags, _list_tags)
    lambda_svc._tag_resource = _on_tags(lambda_svc._tag_resource, _tag)
    lambda_svc._untag_resource = _on_tags(lambda_svc._untag_resource, _untag)
    handle, create = lambda_svc.handle_request, lambda_svc._create_function

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query: _Json) -> object:
        path = unquote(path)
        if found := _CONFIGS.fullmatch(path):
            return _respond(method, found["arn"], bool(found["functions"]), json.loads(body or b"{}"))
        if (found := _OF_FUNCTION.fullmatch(path)) and method in ("GET", "PUT", "DELETE"):
            return _of_function(method, found["function"], json.loads(body or b"{}"))
        return await handle(method, path, headers, body, query)

    @functools.wraps(create)
    def create_function(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        arn = data.get("CodeSigningConfigArn")
        if arn and arn not in _configs:
            return _not_found(arn)
        response = create(data)
        if arn and response[0] == 201:
            lambda_svc._functions[data["FunctionName"]]["code_signing_config_arn"] = arn
        return response

    lambda_svc.handle_request, lambda_svc._create_function = handle_request, create_function


def _on_tags(operation: _Operation, of_config: _Operation) -> _Operation:
    @functools.wraps(operation)
    def operate(resource_arn: str, *args: object) -> object:
        if ":code-signing-config:" not in resource_arn:
            return operation(resource_arn, *args)
        return of_config(resource_arn, *args) if resource_arn in _configs else _not_found(resource_arn)

    return operate


def _list_tags(arn: str) -> object:
    return lambda_svc.json_response({"Tags": _tags[arn]})


def _tag(arn: str, data: _Json) -> object:
    _tags[arn] |= data.get("Tags") or {}
    return 204, {}, b""


def _untag(arn: str, query: _Json) -> object:
    keys = query.get("tagKeys", [])
    _tags[arn] = {key: value for key, value in _tags[arn].items() if key not in keys}
    return 204, {}, b""


def _respond(method: str, arn: str | None, is_about_functions: bool, data: _Json) -> object:
    if arn is None:
        operations: dict[str, Any] = {"POST": lambda: _put(None, data), "GET": _list}
    elif arn not in _configs:
        return _not_found(arn)
    elif is_about_functions:
        operations = {"GET": lambda: lambda_svc.json_response({"FunctionArns": _functions(arn)})}
    else:
        operations = {
            "GET": lambda: _response(_configs[arn]),
            "PUT": lambda: _put(arn, data),
            "DELETE": lambda: _delete(arn),
        }
    respond = operations.get(method)
    return respond() if respond else _invalid(f"{method} isn't an operation on code signing configurations")


def _put(arn: str | None, data: _Json) -> object:
    """Create a configuration, or change one."""
    publishers = data.get("AllowedPublishers", {"SigningProfileVersionArns": []} if arn is None else None)
    profiles = (publishers or {}).get("SigningProfileVersionArns") or []
    if publishers is not None and not 1 <= len(profiles) <= _MAX_PROFILES:
        return _invalid(f"SigningProfileVersionArns must have 1 to {_MAX_PROFILES} members")
    if invalid := [profile for profile in profiles if not _PROFILE.fullmatch(profile)]:
        return _invalid(f"{invalid[0]} is not the ARN of a version of a signing profile")
    policies = data.get("CodeSigningPolicies") or {}
    if policies.get("UntrustedArtifactOnDeployment", "Warn") not in _POLICIES:
        return _invalid(f"UntrustedArtifactOnDeployment must be one of {', '.join(_POLICIES)}")
    config = _configs[arn] if arn else _new()
    config |= {name: data[name] for name in ("Description", "AllowedPublishers") if data.get(name) is not None}
    config["CodeSigningPolicies"] |= policies
    config["LastModified"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    _configs[config["CodeSigningConfigArn"]] = config
    _tags.setdefault(config["CodeSigningConfigArn"], data.get("Tags") or {})
    return _response(config, 200 if arn else 201)


def _new() -> _Json:
    id_ = "csc-" + "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(17))
    arn = f"arn:aws:lambda:{get_region()}:{get_account_id()}:code-signing-config:{id_}"
    policies = {"UntrustedArtifactOnDeployment": "Warn"}
    return {"CodeSigningConfigId": id_, "CodeSigningConfigArn": arn, "CodeSigningPolicies": policies, "Description": ""}


def _list() -> object:
    return lambda_svc.json_response({"CodeSigningConfigs": list(_configs.values())})


def _delete(arn: str) -> object:
    if _functions(arn):
        message = f"The code signing configuration {arn} is used by functions and can't be deleted."
        return lambda_svc.error_response_json("ResourceConflictException", message, 409)
    del _configs[arn], _tags[arn]
    return 204, {}, b""


def _functions(arn: str) -> list[str]:
    functions = lambda_svc._functions.values()
    return [one["config"]["FunctionArn"] for one in functions if one.get("code_signing_config_arn") == arn]


def _of_function(method: str, reference: str, data: _Json) -> object:
    name = lambda_svc._resolve_request_scoped_name(reference)
    if name not in lambda_svc._functions:
        message = f"Function not found: {lambda_svc._func_arn(name)}"
        return lambda_svc.error_response_json("ResourceNotFoundException", message, 404)
    function = lambda_svc._functions[name]
    if method == "DELETE":
        function.pop("code_signing_config_arn", None)
        return 204, {}, b""
    if method == "PUT":
        if (arn := data.get("CodeSigningConfigArn", "")) not in _configs:
            return _not_found(arn)
        function["code_signing_config_arn"] = arn
    arn = function.get("code_signing_config_arn", "")
    return lambda_svc.json_response({"FunctionName": name, "CodeSigningConfigArn": arn})


def _response(config: _Json, status: int = 200) -> object:
    return lambda_svc.json_response({"CodeSigningConfig": config}, status)


def _invalid(message: str) -> Any:  # noqa: ANN401 - MiniStack's response
    return lambda_svc.error_response_json("InvalidParameterValueException", message, 400)


def _not_found(arn: str) -> Any:  # noqa: ANN401 - MiniStack's response
    message = f"Code signing configuration cannot be found. Check that the ARN is correct: {arn}"
    return lambda_svc.error_response_json("CodeSigningConfigNotFoundException", message, 404)
