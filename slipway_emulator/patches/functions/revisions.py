"""Every change of a function gives it a new RevisionId: its end, a version that is published, and its tags.

A function has at most 50 tags.

The id of an update's response is no longer the function's when the update is complete. A version keeps its id, and a
second PublishVersion without a change in between returns the same version:
https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack gives a new one only for new code and configuration, so that an outdated id is accepted.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.responses import error_response_json

_Function = dict[str, Any]
_MAX_TAGS = 50


def apply() -> None:
    """Wrap the publication of a version, and the changes of tags."""
    publish_version = lambda_svc._publish_version

    @lambda_svc._serialized_revision_update()  # type: ignore[untyped-decorator]  # MiniStack is untyped
    @functools.wraps(publish_version)
    def publish(name: str, data: dict[str, Any]) -> object:
        function = lambda_svc._functions.get(name) or {}
        next_version = function.get("next_version")
        response = publish_version(name, data)
        if function.get("next_version") != next_version:
            renew(function)
        return response

    lambda_svc._publish_version = publish
    lambda_svc._tag_resource = _renewing(_with_limit(lambda_svc._tag_resource))
    lambda_svc._untag_resource = _renewing(lambda_svc._untag_resource)


def renew(function: _Function) -> None:
    """Give a function a new revision.

    A version of the old one remains the version of the new one. If it has the same id, since one request made both, it
    gets another one.
    """
    old, new = function["config"]["RevisionId"], lambda_svc.new_uuid()
    function["config"]["RevisionId"] = new
    for version in function["versions"].values():
        if version["config"]["RevisionId"] == old:
            version["config"]["RevisionId"] = lambda_svc.new_uuid()
            version["function_revision"] = new
        elif version.get("function_revision") == old:
            version["function_revision"] = new


def _with_limit(tag: Callable[[str, _Function], Any]) -> Callable[[str, _Function], Any]:
    """Return TagResource, which refuses more tags than a function can have."""

    @functools.wraps(tag)
    def tagging(arn: str, data: _Function) -> Any:  # noqa: ANN401 - MiniStack's response
        function = lambda_svc._functions.get(lambda_svc._resolve_request_scoped_name(arn)) or {}
        if len({**function.get("tags", {}), **data.get("Tags", {})}) > _MAX_TAGS:
            message = "Number of tags exceeds resource tag limit."
            return error_response_json("InvalidParameterValueException", message, 400)
        return tag(arn, data)

    return tagging


def _renewing(change: Callable[[str, _Function], Any]) -> Callable[[str, _Function], Any]:
    """Return a change of a resource's tags that gives it a new revision if it is a function."""

    @functools.wraps(change)
    def changing(arn: str, data: _Function) -> Any:  # noqa: ANN401 - MiniStack's response
        response = change(arn, data)
        name = lambda_svc._resolve_request_scoped_name(arn) if ":function:" in arn else ""
        if name in lambda_svc._functions:
            _renew_named(name)
        return response

    return changing


@lambda_svc._serialized_revision_update()  # type: ignore[untyped-decorator]  # MiniStack is untyped
def _renew_named(name: str) -> None:
    renew(lambda_svc._functions[name])
