"""A rule with a pipeline as its target starts the pipeline, with the target's role.

The role must trust ``events.amazonaws.com`` and allow ``codepipeline:StartPipelineExecution`` on the pipeline. An input
transformer can set the variables and the source revisions of StartPipelineExecution:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-s3-source-overrides.html

MiniStack accepts such a target and ignores it.
"""

import functools
import json
import logging
from typing import Any

from ministack.core.arn import ArnParseError, parse_arn
from ministack.services import eventbridge

from slipway_emulator.iam import authorization, service_role

_log = logging.getLogger(__name__)
_SERVICE = "events.amazonaws.com"


def apply() -> None:
    """Wrap the function that sends an event to a target."""
    invoke_target = eventbridge._invoke_target

    @functools.wraps(invoke_target)
    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> object:  # noqa: ANN401
        if not _is_pipeline(target):
            return invoke_target(target, event, rule, view)
        if reason := _start(target, rule, view or eventbridge._pattern_event_view(event)):
            _log.warning("rule %s doesn't start %s: %s", rule["Name"], target["Arn"], reason)
        return None

    eventbridge._invoke_target = invoke


def _is_pipeline(target: dict[str, Any]) -> bool:
    try:
        return bool(parse_arn(target["Arn"]).service == "codepipeline")
    except ArnParseError:
        return False


def _start(target: dict[str, Any], rule: dict[str, Any], view: Any) -> str | None:  # noqa: ANN401 - MiniStack has no types
    """Start the pipeline, or return the reason why it can't be started."""
    # Imported with the first event that needs them: they import boto3, which would slow down the start.
    from slipway_emulator.models.errors import ServiceError  # noqa: PLC0415
    from slipway_emulator.services.codepipeline import registry  # noqa: PLC0415

    _, _, _, region, account, name = target["Arn"].split(":")
    role_arn = target.get("RoleArn", "")
    pipeline = registry.PIPELINES[account, region].get(name)
    if pipeline is None:
        return "there is no such pipeline"
    if not service_role.can_assume(role_arn, _SERVICE, rule["Arn"]):
        return f"{_SERVICE} can't assume the role {role_arn!r}"
    if not authorization.authorize(account, role_arn, "codepipeline:StartPipelineExecution", target["Arn"]):
        return f"the role {role_arn} may not start it"
    try:
        registry.engine().start(pipeline, ("CloudWatchEvent", rule["Arn"]), _input(target, rule, view))
    except (ServiceError, ValueError) as error:
        return str(error)
    return None


def _input(target: dict[str, Any], rule: dict[str, Any], view: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the variables and source revisions that the target sets."""
    if target.get("InputTransformer"):
        text = eventbridge._apply_input_transformer(target["InputTransformer"], rule, view)
    else:
        text = target.get("Input", "{}")
    parameters = json.loads(text)
    return {name: parameters[name] for name in ("variables", "sourceRevisions") if name in parameters}
