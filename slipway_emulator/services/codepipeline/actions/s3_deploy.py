"""The action type Deploy/AWS/S3: uploads an artifact, or the files in it, to a bucket.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
"""

import io
import mimetypes
import zipfile
from collections.abc import Iterator

from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

# Parameters of PutObject, by their names in the configuration.
_HEADERS = {"CannedACL": "ACL", "CacheControl": "CacheControl"}
# Independent of the machine's own tables. Python 3.11 lacks the types below, or has other ones.
_TYPES = mimetypes.MimeTypes(filenames=())
for _extension, _type in {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}.items():
    _TYPES.add_type(_type, _extension)


def run(context: ActionContext) -> ActionResult:
    """Upload the input artifact to the bucket, and keep objects that the artifact doesn't have.

    Raises:
        ActionError: ``ConfigurationError``: some configuration is missing or isn't supported; ``JobFailed``: the
            artifact isn't a zip file.
        ClientError: the bucket doesn't exist, or the role isn't authorized.
    """
    artifacts.reject_unknown_keys(context, "s3_deploy")
    configuration = context.configuration
    options = {header: configuration[name] for name, header in _HEADERS.items() if configuration.get(name)}
    if key := configuration.get("KMSEncryptionKeyARN"):
        options |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    client = artifacts.client(context, "s3")
    for name, content in _objects(context):
        if context.cancelled.is_set():
            raise ActionError("JobFailed", f"Stopped before {name} was deployed")
        content_type = _TYPES.guess_type(name)[0] or "application/octet-stream"
        client.put_object(
            Bucket=configuration["BucketName"], Key=name, Body=content, ContentType=content_type, **options
        )
    return ActionResult()


def _objects(context: ActionContext) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the content of each object to upload."""
    key, content = context.configuration.get("ObjectKey", ""), artifacts.fetch(context, context.inputs[0])
    if not artifacts.flag(context, "Extract"):
        if not key:
            raise ActionError("ConfigurationError", "ObjectKey is required when Extract is false")
        yield key, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    yield "/".join(filter(None, (key.rstrip("/"), member.filename))), archive.read(member)
    except zipfile.BadZipFile as error:
        message = f"The artifact {context.inputs[0].name} isn't a zip file, which Extract needs: {error}"
        raise ActionError("JobFailed", message) from error
