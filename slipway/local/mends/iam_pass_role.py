"""Whoever gives a service a role needs iam:PassRole on it.

AWS asks for that when a function or a pipeline is made or gets another role, and when API Gateway gets its role for
logs; the condition key ``iam:PassedToService`` says to whom it is passed:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html

MiniStack 1.5.33 lets everybody who may make the function give it any role.
"""

import functools
import json
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_actions, iam_evaluator

_LAMBDA = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
_CODEPIPELINE = ("codepipeline:CreatePipeline", "codepipeline:UpdatePipeline")
# What the request under way passes: the role's ARN and the service; and whether that was what it was denied for.
_passed: ContextVar[tuple[str, str] | None] = ContextVar("passed", default=None)
_denied: ContextVar[str | None] = ContextVar("denied", default=None)


def apply() -> None:
    """Find the role in a request, have it decided after the action itself, and name it in the denial."""
    _remember_role()
    _decide_role()
    _name_role()


def _remember_role() -> None:
    request_tag_context = iam_actions.request_tag_context

    @functools.wraps(request_tag_context)
    def context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> object:
        _passed.set(_role_in(iam_action, body))
        return request_tag_context(service, iam_action, body, params)

    iam_actions.request_tag_context = context


def _decide_role() -> None:
    enforce = iam_evaluator.enforce

    @functools.wraps(enforce)
    def enforce_with_role(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> object:
        result = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
        passed = _passed.get()
        _passed.set(None)
        if result is not None or passed is None:
            return result
        role_arn, to = passed
        result = enforce(access_key_id, "iam:PassRole", "iam", region, role_arn, {"iam:PassedToService": to})
        _denied.set(role_arn if result is not None else None)
        return result

    iam_evaluator.enforce = enforce_with_role


def _name_role() -> None:
    access_denied_response = iam_actions.access_denied_response

    @functools.wraps(access_denied_response)
    def response(service: str, action: str, principal_arn: str, *args: Any, **options: Any) -> object:  # noqa: ANN401
        if role_arn := _denied.get():
            explicit = options.get("explicit_deny", False)
            options["message"] = iam_actions.identity_denial_message("iam:PassRole", principal_arn, role_arn, explicit)
        return access_denied_response(service, action, principal_arn, *args, **options)

    iam_actions.access_denied_response = response


def _role_in(iam_action: str, body: bytes) -> tuple[str, str] | None:
    if iam_action in _LAMBDA:
        role_arn = _json(body).get("Role")
        return (role_arn, "lambda.amazonaws.com") if role_arn else None
    if iam_action in _CODEPIPELINE:
        declared = _json(body).get("pipeline")
        role_arn = declared.get("roleArn") if isinstance(declared, dict) else None
        return (role_arn, "codepipeline.amazonaws.com") if role_arn else None
    if iam_action == "apigateway:PATCH":
        for operation in _json(body).get("patchOperations", []):
            if operation.get("path") == "/cloudwatchRoleArn" and operation.get("value"):
                return operation["value"], "apigateway.amazonaws.com"
    return None


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
