"""The action type Deploy/AWS/S3: puts an artifact, or the files in it, into a bucket.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
"""

import io
import mimetypes
import zipfile
from collections.abc import Iterator

from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

# The configuration's own names of what PutObject takes.
_HEADERS = {"CannedACL": "ACL", "CacheControl": "CacheControl"}
_KNOWN = ("BucketName", "Extract", "KMSEncryptionKeyARN", "ObjectKey", *_HEADERS)
# The same on every machine, whatever its own tables say, and on every Python: 3.11 lacks or has other ones for these.
_TYPES = mimetypes.MimeTypes(filenames=())
for _suffix, _type in {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}.items():
    _TYPES.add_type(_type, _suffix)


def run(context: ActionContext) -> ActionResult:
    """Put the input artifact into the bucket. What is there and not in the artifact stays.

    Raises:
        ActionFailed: ``ConfigurationError``: a setting is missing, or unknown; ``JobFailed``: the artifact is no zip.
        ClientError: the bucket isn't there, or the role may not write to it.
    """
    artifacts.refuse_unknown(context, _KNOWN)
    settings = context.configuration
    options = {header: settings[name] for name, header in _HEADERS.items() if settings.get(name)}
    if key := settings.get("KMSEncryptionKeyARN"):
        options |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    client = artifacts.client(context, "s3")
    for name, content in _objects(context):
        if context.cancelled.is_set():
            raise ActionFailed("JobFailed", f"Stopped before {name} was deployed")
        content_type = _TYPES.guess_type(name)[0] or "application/octet-stream"
        client.put_object(Bucket=settings["BucketName"], Key=name, Body=content, ContentType=content_type, **options)
    return ActionResult()


def _objects(context: ActionContext) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the content of each object."""
    key, content = context.configuration.get("ObjectKey", ""), artifacts.fetch(context, context.inputs[0])
    if not artifacts.flag(context, "Extract"):
        if not key:
            raise ActionFailed("ConfigurationError", "ObjectKey is required when Extract is false")
        yield key, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    yield "/".join(filter(None, (key.rstrip("/"), member.filename))), archive.read(member)
    except zipfile.BadZipFile as error:
        message = f"The artifact {context.inputs[0].name} isn't a zip file, which Extract needs: {error}"
        raise ActionFailed("JobFailed", message) from error
