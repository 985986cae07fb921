"""The states of a project's stacks, in the local AWS's S3."""

import json
from typing import Any

from slipway.aws.target import Target
from slipway.config.stack import Stack

BUCKET = "terraform-state"


def key(stack: Stack) -> str:
    """Return the key of a stack's state in the bucket."""
    return f"{stack.name}.tfstate"


def backend(stack: Stack, target: Target) -> dict[str, Any]:
    """Return the settings of a stack's backend."""
    return {
        "bucket": BUCKET,
        "key": key(stack),
        "region": target.region,
        "use_lockfile": True,
        "max_retries": 2,  # 5 by default, which takes a minute when the local AWS has died
    }


def create_bucket(target: Target) -> None:
    """Create the bucket if it is missing."""
    s3 = target.client("s3")
    # us-east-1 isn't a valid LocationConstraint:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_RequestBody
    configuration = {} if target.region == "us-east-1" else {"LocationConstraint": target.region}
    try:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=configuration)
    except (s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        return


def read(stack: Stack, target: Target) -> str:
    """Return the text of a stack's state; empty before the first apply.

    It takes a hundredth of what `terraform state pull` takes.
    """
    return read_object(target, BUCKET, key(stack))


def read_object(target: Target, bucket: str, name: str) -> str:
    """Return the text of the state in an object of S3; empty if there is no such object."""
    s3 = target.client("s3")
    try:
        return str(s3.get_object(Bucket=bucket, Key=name)["Body"].read().decode())
    except (s3.exceptions.NoSuchKey, s3.exceptions.NoSuchBucket):
        return ""


def outputs(state: str) -> dict[str, Any]:
    """Return the values of the outputs in the text of a state.

    Version 4 of the format: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go
    """
    return {name: output["value"] for name, output in json.loads(state or "{}").get("outputs", {}).items()}
