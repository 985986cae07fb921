"""The action type Source/AWS/S3: outputs an object unchanged.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
"""

from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts


def run(context: ActionContext) -> ActionResult:
    """Store the newest version of the object, or the source revision, as the output artifact.

    Raises:
        ActionError: ``ConfigurationError``: the bucket isn't versioned, or some configuration isn't supported.
        ClientError: the object doesn't exist, or the role isn't authorized.
    """
    artifacts.reject_unknown_keys(context, "s3_source")
    bucket, key = context.configuration["S3Bucket"], context.configuration["S3ObjectKey"]
    version = {"VersionId": context.source_revision} if context.source_revision else {}
    source = artifacts.client(context, "s3").get_object(Bucket=bucket, Key=key, **version)
    revision = source.get("VersionId")
    if revision in (None, "null"):
        raise ActionError("ConfigurationError", f"The source bucket {bucket} must be versioned")
    artifacts.store(context, context.outputs[0], source["Body"].read())
    return ActionResult(
        revision=revision,
        revision_summary=f"Amazon S3 version id: {revision}",
        variables={"BucketName": bucket, "ETag": source["ETag"], "ObjectKey": key, "VersionId": revision},
    )
