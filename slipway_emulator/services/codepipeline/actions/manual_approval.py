"""The action type Approval/AWS/Manual: waits for PutApprovalResult.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html
"""

import json

from slipway_emulator.services.codepipeline import pending_jobs
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult


def run(context: ActionContext) -> ActionResult:
    """Return when the action has been approved.

    Raises:
        ActionError: ``JobFailed``: it was rejected, cancelled or timed out.
    """
    approval = pending_jobs.create(context)
    context.report(token=approval.id)
    if topic := context.configuration.get("NotificationArn"):
        sns = context.session.client("sns", endpoint_url=context.endpoint_url)
        sns.publish(TopicArn=topic, Subject=_subject(context), Message=_message(context, approval.id))
    result = approval.wait(None)
    if result is None:
        raise ActionError("JobFailed", "The action was neither approved nor rejected.")
    context.report(updated_by=result["by"], summary=result["summary"])
    if result["status"] != "Approved":
        raise ActionError("JobFailed", f"Rejected by {result['by']}: {result['summary']}")
    return ActionResult(summary=result["summary"])


def _subject(context: ActionContext) -> str:
    subject = f"APPROVAL NEEDED: AWS CodePipeline {context.pipeline} for action {context.action}"
    return subject[:100]  # SNS's limit


def _message(context: ActionContext, token: str) -> str:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html."""
    approval = {
        "pipelineName": context.pipeline,
        "stageName": context.stage,
        "actionName": context.action,
        "token": token,
        "externalEntityLink": context.configuration.get("ExternalEntityLink"),
        "customData": context.configuration.get("CustomData"),
    }
    return json.dumps({"region": context.region, "approval": approval})
