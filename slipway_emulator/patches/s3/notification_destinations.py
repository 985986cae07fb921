"""PutBucketNotificationConfiguration names each destination that can't be used, and why; filters keep S3's spelling.

"Unable to validate the following destination configurations" comes with the ARNs, and a function must allow S3 to
invoke it:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_notifications_sqs.snapshot.json
(AWS's answers)

MiniStack lists the ARNs in the message and takes a function that isn't there or doesn't allow S3.
"""

import functools
from typing import Any

from ministack.services import s3, sns, sqs

from slipway_emulator.iam import caller, function_policy
from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_PRINCIPAL = "s3.amazonaws.com"
_ARGUMENTS = {"lambda": "CloudFunction", "sns": "Topic", "sqs": "Queue"}
_KINDS = {"sns": "topic", "sqs": "queue"}
_FAILED = "Unable to validate the following destination configurations"


def apply() -> None:
    """Wrap the check of an ARN and the document that is kept; replace the check of the destinations."""
    check_arn, to_xml = s3._validate_notification_target_arn, s3._notification_configs_to_xml

    @functools.wraps(check_arn)
    def validate_notification_target_arn(target_type: str, arn: str, bucket_region: str) -> _Response | None:
        if not arn.startswith(f"arn:aws:{target_type}:"):
            members = {"ArgumentName": _ARGUMENTS[target_type], "ArgumentValue": arn}
            return error_response("InvalidArgument", "The ARN could not be parsed", 400, members)
        refusal: _Response | None = check_arn(target_type, arn, bucket_region)
        return refusal

    @functools.wraps(to_xml)
    def notification_configs_to_xml(configs: object, has_eventbridge: object) -> str:
        text = str(to_xml(configs, has_eventbridge))
        return text.replace("<Name>prefix</Name>", "<Name>Prefix</Name>").replace(
            "<Name>suffix</Name>", "<Name>Suffix</Name>"
        )

    s3._validate_notification_target_arn = validate_notification_target_arn
    s3._notification_configs_to_xml = notification_configs_to_xml
    s3._validate_notification_configs = _validate


def _validate(
    configs: list[dict[str, Any]],
    bucket_region: str,
    bucket_name: str = "",
    skip_destination_validation: bool = False,
) -> _Response | None:
    """Return the error response to destinations that S3 can't use; None if it can use all.

    Args:
        configs: each has the members ``type``, ``arn`` and others.
        bucket_region: region of the bucket.
        bucket_name: name of the bucket.
        skip_destination_validation: whether only the ARNs are checked.
    """
    for config in configs:
        refusal: _Response | None = s3._validate_notification_target_arn(config["type"], config["arn"], bucket_region)
        if refusal:
            return refusal
    if skip_destination_validation:
        return None
    found = [(config, _fault(config["type"], config["arn"], bucket_region, bucket_name)) for config in configs]
    members: dict[str, str] = {}
    for number, (config, fault) in enumerate(((config, fault) for config, fault in found if fault), start=1):
        suffix = ", null" if config["type"] == "lambda" else ""
        members |= {f"ArgumentName{number}": config["arn"] + suffix, f"ArgumentValue{number}": fault}
    return error_response("InvalidArgument", _FAILED, 400, members) if members else None


def _fault(target_type: str, arn: str, bucket_region: str, bucket_name: str) -> str:
    """Return why S3 can't use a destination; empty if it can."""
    owner = s3._bucket_owner_account(bucket_name) or caller.account()
    source = f"arn:aws:s3:::{bucket_name}"
    if target_type == "lambda":
        is_allowed = function_policy.may_invoke(_PRINCIPAL, arn, source, owner)
        return "" if is_allowed else f"Not authorized to invoke function [{arn}]"
    kind = _KINDS[target_type]
    if not s3._notification_destination_exists(target_type, arn, bucket_region):
        return f"The destination {kind} does not exist"
    allows = sqs.queue_policy_allows if target_type == "sqs" else sns.topic_policy_allows
    if not allows(arn, _PRINCIPAL, source, owner):
        return f"Permissions on the destination {kind} do not allow S3 to publish notifications from this bucket"
    return ""
