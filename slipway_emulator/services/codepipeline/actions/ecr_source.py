"""The action type Source/AWS/ECR: outputs a description of an image.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html#file-reference-ecs-bluegreen
"""

import io
import json
import zipfile
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts


def run(context: ActionContext) -> ActionResult:
    """Store ``imageDetail.json`` of the tagged image, or of the source revision, as the output artifact.

    Raises:
        ActionError: ``ConfigurationError``: there is no such image.
        ClientError: the repository doesn't exist, or the role isn't authorized.
    """
    artifacts.reject_unknown_keys(context, "ecr_source")
    name = context.configuration["RepositoryName"]
    tag = context.configuration.get("ImageTag", "latest")
    image_id = {"imageDigest": context.source_revision} if context.source_revision else {"imageTag": tag}
    client = artifacts.client(context, "ecr")
    images = client.describe_images(repositoryName=name, imageIds=[image_id])["imageDetails"]
    if not images:
        raise ActionError("ConfigurationError", f"The repository {name} has no image {next(iter(image_id.values()))}")
    detail = _detail(context, images[0])
    artifacts.store(context, context.outputs[0], _zipped(detail))
    names = ("RegistryId", "RepositoryName", "ImageDigest", "ImageURI")
    variables = {variable: str(detail[variable]) for variable in names}
    if not context.source_revision:  # with one, AWS has no ImageTag
        variables["ImageTag"] = tag
    return ActionResult(revision=detail["ImageDigest"], variables=variables)


def _detail(context: ActionContext, image: dict[str, Any]) -> dict[str, Any]:
    registry = f"{image['registryId']}.dkr.ecr.{context.region}.amazonaws.com"
    return {
        "ImageSizeInBytes": str(image["imageSizeInBytes"]),
        "ImageDigest": image["imageDigest"],
        "Version": "1.0",
        "ImagePushedAt": image["imagePushedAt"].strftime("%a %b %d %H:%M:%S UTC %Y"),
        "RegistryId": image["registryId"],
        "RepositoryName": image["repositoryName"],
        "ImageURI": f"{registry}/{image['repositoryName']}@{image['imageDigest']}",
        "ImageTags": image.get("imageTags", []),
    }


def _zipped(detail: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("imageDetail.json", json.dumps(detail))
    return buffer.getvalue()
