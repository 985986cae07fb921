from typing import Any

import pytest
from aws_oracle import botocore_client, session

from aws_client.client import Client
from aws_client.endpoints import SERVICES


def regions(service: str) -> list[str]:
    partitions = session().get_available_partitions()
    return sorted({name for partition in partitions for name in session().get_available_regions(service, partition)})


@pytest.mark.parametrize("service", SERVICES)
def test_each_regions_endpoint_is_the_one_of_botocore(service: str) -> None:
    """One region of each partition, and each region of DynamoDB: building a client of botocore takes long."""
    known = regions(service)
    if service != "dynamodb":
        known = [name for name in known if name in {"us-east-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1"}]
    # By default, boto3 has S3's former endpoint without a region for us-east-1.
    regional = {"s3": {"us_east_1_regional_endpoint": "regional"}} if service == "s3" else {}
    for region in known:
        expected = botocore_client(service, region=region, **regional).meta.endpoint_url
        assert Client(service, region=region).endpoint_url == expected


def test_the_environment_names_the_region_as_for_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    assert Client("sqs").endpoint_url == "https://sqs.eu-central-1.amazonaws.com"
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert Client("sqs").endpoint_url == "https://sqs.eu-west-3.amazonaws.com"
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(ValueError, match="no region: set AWS_DEFAULT_REGION"):
        Client("sqs")


SETTINGS: list[dict[str, str]] = [
    {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"},
    {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://127.0.0.1:1"},
    {"AWS_ENDPOINT_URL_SECRETSMANAGER": "http://127.0.0.1:1"},
    {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    {"AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1"},
    {"AWS_ENDPOINT_URL_SESV2": "http://127.0.0.1:1"},
    {"AWS_ENDPOINT_URL": ""},
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_environments_endpoint_is_the_one_of_botocore(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for service in ("secretsmanager", "sqs", "sesv2"):
        assert Client(service).endpoint_url == botocore_client(service).meta.endpoint_url


@pytest.mark.parametrize("name", ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
def test_another_kind_of_endpoint_is_refused_unless_its_url_is_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "true")
    with pytest.raises(ValueError, match=f"{name} isn't supported: set AWS_ENDPOINT_URL_SQS"):
        Client("sqs")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "https://sqs-fips.example.com")
    assert Client("sqs").endpoint_url == "https://sqs-fips.example.com"


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(ValueError, match=r"aws_client has no 'ec2', only .*dynamodb.*: use boto3 for it"):
        Client("ec2")


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("sns", lambda client: client.subscribe(TopicArn="t")),
        ("sesv2", lambda client: client.get_account()),
        ("sesv2", lambda client: client.send_email(Content={}, EndpointId="global")),
    ],
)
def test_an_operation_of_another_shape_is_refused(service: str, call: Any) -> None:
    with pytest.raises(NotImplementedError, match=f"aws_client has no .* of {service}.*: use boto3 for it"):
        call(Client(service))
