"""Actions that run in the test's process against the local AWS, with the session of a role."""

import io
import json
import threading
import zipfile

import boto3
import pytest

from slipway.harness import unique_name
from slipway_emulator.services.codepipeline.action import ActionContext, Artifact


@pytest.fixture(scope="session")
def buckets(aws):
    """The names of the artifact bucket, and of a versioned bucket for sources and deployments."""
    s3, names = aws("s3"), (unique_name(), unique_name())
    for name in names:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=names[1], VersioningConfiguration={"Status": "Enabled"})
    return names


@pytest.fixture
def session(aws, target):
    """``session({"Effect": …}, …)`` returns the session of a role; its default statement allows all of S3."""

    def assume(*statements):
        name = unique_name()
        trust = {"Effect": "Allow", "Principal": {"AWS": target.access_key_id}, "Action": "sts:AssumeRole"}
        policy = statements or ({"Effect": "Allow", "Action": ["s3:*", "kms:*"], "Resource": "*"},)
        documents = [json.dumps({"Version": "2012-10-17", "Statement": each}) for each in (trust, policy)]
        arn = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=documents[0])["Role"]["Arn"]
        aws("iam").put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=documents[1])
        keys = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], target.region)

    return assume


@pytest.fixture
def context(target, buckets, session):
    """``context(configuration, inputs, outputs)`` returns the context of an action; artifacts are keys."""

    def create(configuration, inputs=(), outputs=(), **more):
        return ActionContext(
            account=target.access_key_id,
            region=target.region,
            pipeline="pipeline",
            execution_id="execution",
            action_execution_id="action-execution",
            stage="Stage",
            action="Action",
            configuration=configuration,
            inputs=tuple(Artifact(key, buckets[0], key) for key in inputs),
            outputs=tuple(Artifact(key, buckets[0], key) for key in outputs),
            endpoint_url=target.endpoint_url,
            **{"session": session(), "encryption_key": None, "cancelled": threading.Event(), **more},
        )

    return create


@pytest.fixture(scope="session")
def zipped():
    """``zipped({"name": "content"})`` returns a zip."""

    def pack(files):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    return pack
