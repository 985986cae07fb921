"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html"""

import pytest
from botocore.exceptions import ClientError

METRICS = {"Id": "id", "MetricsConfiguration": {"Id": "id"}}


def bucket_of(aws, target, name):
    """Create a bucket with an object."""
    s3 = aws("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.put_object(Bucket=name, Key="key", Body=b"text")
    return s3


@pytest.mark.parametrize(
    ("operation", "parameters", "named"),
    [
        ("delete_bucket_inventory_configuration", {"Id": "id"}, "DeleteBucketInventoryConfiguration"),
        ("delete_bucket_metadata_table_configuration", {}, "DeleteBucketMetadataTableConfiguration"),
        ("put_bucket_metrics_configuration", METRICS, "PutBucketMetricsConfiguration"),
        ("get_bucket_policy_status", {}, "GetBucketPolicyStatus"),
        ("get_bucket_abac", {}, "GetBucketAbac"),
        ("get_object_torrent", {"Key": "key"}, "GetObjectTorrent"),
        (
            "update_object_encryption",
            {
                "Key": "key",
                "ObjectEncryption": {"SSEKMS": {"KMSKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/a"}},
            },
            "UpdateObjectEncryption",
        ),
    ],
)
def test_an_operation_is_refused_by_its_name(aws, target, unique_name, operation, parameters, named):
    s3 = bucket_of(aws, target, unique_name)

    with pytest.raises(ClientError) as refused:
        getattr(s3, operation)(Bucket=unique_name, **parameters)

    response = refused.value.response
    assert (response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]) == (501, "NotImplemented")
    assert response["Error"]["Message"] == f"The local AWS doesn't support {named} of s3."
    assert s3.get_object(Bucket=unique_name, Key="key")["Body"].read() == b"text"


def test_also_by_the_virtual_host_of_the_bucket(aws, target, unique_name, by_virtual_host):
    s3 = bucket_of(aws, target, unique_name)
    s3.delete_object(Bucket=unique_name, Key="key")

    response = by_virtual_host(target, unique_name, "DELETE", "/?inventory&id=id")

    assert (response.status_code, "DeleteBucketInventoryConfiguration" in response.text) == (501, True)
    s3.head_bucket(Bucket=unique_name)


def test_the_same_parameters_of_an_object_have_no_meaning(aws, target, unique_name, by_virtual_host):
    s3 = bucket_of(aws, target, unique_name)
    assert by_virtual_host(target, unique_name, "GET", "/key?inventory=1").text == "text"
    s3.put_bucket_encryption(
        Bucket=unique_name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    )


def test_who_pays_for_requests_is_answered(aws, target, unique_name):
    s3 = bucket_of(aws, target, unique_name)
    assert s3.get_bucket_request_payment(Bucket=unique_name)["Payer"] == "BucketOwner"

    s3.put_bucket_request_payment(Bucket=unique_name, RequestPaymentConfiguration={"Payer": "Requester"})

    assert s3.get_bucket_request_payment(Bucket=unique_name)["Payer"] == "Requester"


@pytest.mark.upstream
def test_unpatched_ministack_deletes_the_bucket(unpatched_aws, unpatched_target, unique_name):
    s3 = bucket_of(unpatched_aws, unpatched_target, unique_name)
    s3.delete_object(Bucket=unique_name, Key="key")

    s3.delete_bucket_inventory_configuration(Bucket=unique_name, Id="id")

    with pytest.raises(ClientError):
        s3.head_bucket(Bucket=unique_name)


@pytest.mark.upstream
def test_unpatched_ministack_does_not_find_who_pays(unpatched_aws, unpatched_target, unique_name):
    s3 = bucket_of(unpatched_aws, unpatched_target, unique_name)
    assert "Payer" not in s3.get_bucket_request_payment(Bucket=unique_name)
