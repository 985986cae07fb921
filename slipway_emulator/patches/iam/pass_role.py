"""A caller who gives a service a role needs iam:PassRole on it, and PassConnection on a pipeline's connection.

AWS requires this when a function, pipeline, build project, schedule or event rule's target is created or gets another
role, when CloudFormation gets the role of a stack, and when API Gateway gets its role for logs. The condition keys
``iam:PassedToService`` and ``codestar-connections:PassedToService`` name the service:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html

MiniStack lets every caller who may create the function give it any role.
"""

import functools
import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from ministack.core import iam_actions

from slipway_emulator.iam import tags
from slipway_emulator.iam.authorization import Enforce, RequestContext, wrap_enforce


@dataclass(frozen=True)
class _Passed:
    """A role or connection that a request gives to a service."""

    arn: str
    service: str

    @property
    def action(self) -> str:
        return "iam:PassRole" if self.namespace == "iam" else f"{self.namespace}:PassConnection"

    @property
    def namespace(self) -> str:
        return self.arn.split(":")[2]


_LAMBDA = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
_CODEBUILD = ("codebuild:CreateProject", "codebuild:UpdateProject")
_SCHEDULER = ("scheduler:CreateSchedule", "scheduler:UpdateSchedule")
_CODEPIPELINE = ("codepipeline:CreatePipeline", "codepipeline:UpdatePipeline")
_CLOUDFORMATION = tuple(
    f"cloudformation:{name}" for name in ("CreateChangeSet", "CreateStack", "DeleteStack", "UpdateStack")
)
_COLONS = 5  # in an ARN, at least
# The roles and connections that the current request passes, and the one for which it was denied.
_passed: ContextVar[tuple[_Passed, ...]] = ContextVar("passed", default=())
_denied: ContextVar[_Passed | None] = ContextVar("denied", default=None)


def apply() -> None:
    """Find what a request passes, authorize it after the action itself, and name it in the denial."""
    _find_passed()
    wrap_enforce(_authorize_passed)
    _name_in_denial()


def _find_passed() -> None:
    request_tag_context = iam_actions.request_tag_context

    @functools.wraps(request_tag_context)
    def context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> object:
        try:
            passed = tuple(one for one in _find(iam_action, body) if one.arn.count(":") >= _COLONS)
        except (AttributeError, TypeError):  # an invalid request, which the service itself rejects
            passed = ()
        _passed.set(passed)
        return request_tag_context(service, iam_action, body, params)

    iam_actions.request_tag_context = context


def _authorize_passed(request: RequestContext, enforce: Enforce) -> object:
    result = enforce(request)
    passed = _passed.get()
    _passed.set(())
    for one in passed if result is None else ():
        keys = {f"{one.namespace}:PassedToService": f"{one.service}.amazonaws.com", **tags.of_resource(one.arn)}
        result = enforce(replace(request, action=one.action, service=one.namespace, resource=one.arn, keys=keys))
        _denied.set(one if result is not None else None)
        if result is not None:
            break
    return result


def _name_in_denial() -> None:
    access_denied_response = iam_actions.access_denied_response

    @functools.wraps(access_denied_response)
    def response(service: str, action: str, principal_arn: str, *args: Any, **options: Any) -> object:  # noqa: ANN401
        if denied := _denied.get():
            explicit = options.get("explicit_deny", False)
            options["message"] = iam_actions.identity_denial_message(denied.action, principal_arn, denied.arn, explicit)
        return access_denied_response(service, action, principal_arn, *args, **options)

    iam_actions.access_denied_response = response


def _find(iam_action: str, body: bytes) -> Iterator[_Passed]:
    if iam_action in _LAMBDA:
        yield _Passed(_json(body).get("Role", ""), "lambda")
    elif iam_action in _CODEBUILD:
        yield _Passed(_json(body).get("serviceRole", ""), "codebuild")
    elif iam_action == "events:PutTargets":
        yield from (_Passed(target.get("RoleArn", ""), "events") for target in _json(body).get("Targets", []))
    elif iam_action in _SCHEDULER:
        yield _Passed(_json(body).get("Target", {}).get("RoleArn", ""), "scheduler")
    elif iam_action in _CLOUDFORMATION:
        yield from (_Passed(arn, "cloudformation") for arn in parse_qs(body.decode()).get("RoleARN", []))
    elif iam_action in _CODEPIPELINE:
        yield from _of_pipeline(_json(body).get("pipeline"))
    elif iam_action == "apigateway:PATCH":
        for operation in _json(body).get("patchOperations", []):
            if operation.get("path") == "/cloudwatchRoleArn":
                yield _Passed(operation.get("value", ""), "apigateway")


def _of_pipeline(declared: object) -> Iterator[_Passed]:
    if not isinstance(declared, dict):
        return
    yield _Passed(declared.get("roleArn", ""), "codepipeline")
    actions = (action for stage in declared.get("stages", []) for action in stage.get("actions", []))
    connections = {action.get("configuration", {}).get("ConnectionArn", "") for action in actions}
    yield from (_Passed(arn, "codepipeline") for arn in sorted(connections))


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
