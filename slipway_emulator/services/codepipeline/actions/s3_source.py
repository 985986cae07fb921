"""The action type Source/AWS/S3: takes an object as it is.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
"""

from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

# PollForSourceChanges is the engine's.
_KNOWN = ("S3Bucket", "S3ObjectKey", "PollForSourceChanges")


def run(context: ActionContext) -> ActionResult:
    """Hand on the newest version of the object, or the one that the start of the pipeline named.

    Raises:
        ActionFailed: ``ConfigurationError``: the bucket isn't versioned, or the configuration asks for more.
        ClientError: the object isn't there, or the role may not read it.
    """
    artifacts.refuse_unknown(context, _KNOWN)
    bucket, key = context.configuration["S3Bucket"], context.configuration["S3ObjectKey"]
    version = {"VersionId": context.source_revision} if context.source_revision else {}
    found = artifacts.client(context, "s3").get_object(Bucket=bucket, Key=key, **version)
    revision = found.get("VersionId")
    if revision in (None, "null"):
        raise ActionFailed("ConfigurationError", f"The source bucket {bucket} must be versioned")
    artifacts.store(context, context.outputs[0], found["Body"].read())
    return ActionResult(
        revision=revision,
        revision_summary=f"Amazon S3 version id: {revision}",
        variables={"BucketName": bucket, "ETag": found["ETag"], "ObjectKey": key, "VersionId": revision},
    )
