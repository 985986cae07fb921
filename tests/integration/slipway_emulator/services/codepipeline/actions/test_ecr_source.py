"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html"""

import io
import json
import zipfile

import pytest
from botocore.exceptions import ClientError

from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.actions import ecr_source

OBJECTS = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}


@pytest.fixture
def push(aws, unique_name):
    """``push(tag)`` pushes an image to a repository and returns its digest."""
    aws("ecr").create_repository(repositoryName=unique_name)

    def put(tag):
        manifest = json.dumps({"schemaVersion": 2, "tag": tag})
        image = aws("ecr").put_image(repositoryName=unique_name, imageManifest=manifest, imageTag=tag)
        return image["image"]["imageId"]["imageDigest"]

    return put


@pytest.fixture
def allowed(session):
    return session(OBJECTS, {"Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "*"})


def _detail(aws, buckets, key):
    body = aws("s3").get_object(Bucket=buckets[0], Key=key)["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["imageDetail.json"]
        return json.loads(archive.read("imageDetail.json"))


def test_the_output_describes_the_tagged_image(aws, buckets, context, push, allowed, unique_name, target):
    push("v0")
    digest = push("v1")
    key = f"{unique_name}/out"

    configuration = {"RepositoryName": unique_name, "ImageTag": "v1"}
    result = ecr_source.run(context(configuration, outputs=[key], session=allowed))

    detail = _detail(aws, buckets, key)
    uri = f"{target.access_key_id}.dkr.ecr.{target.region}.amazonaws.com/{unique_name}@{digest}"
    assert (detail["ImageURI"], detail["ImageTags"], detail["Version"]) == (uri, ["v1"], "1.0")
    assert result.revision == digest
    assert result.variables == {
        "ImageDigest": digest,
        "ImageTag": "v1",
        "ImageURI": uri,
        "RegistryId": target.access_key_id,
        "RepositoryName": unique_name,
    }


def test_the_default_tag_is_latest_and_a_source_revision_has_none(context, push, allowed, unique_name):
    latest, old = push("latest"), push("old")
    configuration, output = {"RepositoryName": unique_name}, [f"{unique_name}/out"]

    assert ecr_source.run(context(configuration, outputs=output, session=allowed)).revision == latest
    result = ecr_source.run(context(configuration, outputs=output, session=allowed, source_revision=old))

    assert result.revision == old
    assert "ImageTag" not in result.variables


def test_a_missing_image_and_a_missing_permission_are_named(context, push, allowed, session, unique_name):
    push("v1")
    configuration, output = {"RepositoryName": unique_name, "ImageTag": "v2"}, [f"{unique_name}/out"]

    with pytest.raises((ActionError, ClientError), match="v2"):
        ecr_source.run(context(configuration, outputs=output, session=allowed))
    with pytest.raises(ClientError, match="ecr:DescribeImages"):
        ecr_source.run(context(configuration, outputs=output, session=session(OBJECTS)))
