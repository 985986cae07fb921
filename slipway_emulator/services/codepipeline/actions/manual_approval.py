"""The action type Approval/AWS/Manual: waits for PutApprovalResult.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ManualApproval.html
"""

import json

from slipway_emulator.services.codepipeline import answers
from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, ActionResult


def run(context: ActionContext) -> ActionResult:
    """Return once the action is approved.

    Raises:
        ActionFailed: it was rejected, or its time was up.
    """
    question = answers.ask(context)
    context.report(token=question.id)
    if topic := context.configuration.get("NotificationArn"):
        sns = context.session.client("sns", endpoint_url=context.endpoint_url)
        sns.publish(TopicArn=topic, Subject=_subject(context), Message=_message(context, question.id))
    answer = question.wait(None)
    if answer is None:
        raise ActionFailed("JobFailed", "Nobody approved or rejected the action.")
    context.report(updated_by=answer["by"], summary=answer["summary"])
    if answer["status"] != "Approved":
        raise ActionFailed("JobFailed", f"Rejected by {answer['by']}: {answer['summary']}")
    return ActionResult(summary=answer["summary"])


def _subject(context: ActionContext) -> str:
    subject = f"APPROVAL NEEDED: AWS CodePipeline {context.pipeline} for action {context.action}"
    return subject[:100]  # SNS takes no more


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
