"""What `aws_client` sends is what botocore sends, with the same signature.

REQUESTS sets the number of random requests, SEED chooses others.
"""

import os
import random
from typing import Any

import pytest
from aws_oracle import arguments_for, botocore_client, captured, session

from aws_client.aws_json import _OTHER_HOSTS, _TOKENS
from aws_client.client import Client
from aws_client.endpoints import SERVICES

REQUESTS = int(os.environ.get("REQUESTS", "300"))
SEED = int(os.environ.get("SEED", "0"))
NOW = 1_800_000_000
OPERATIONS = {"sesv2": ["SendEmail"], "sns": ["Publish"]}


def method_of(operation: str) -> str:
    from botocore import xform_name

    return str(xform_name(operation))


def test_every_operation_has_the_method_of_boto3() -> None:
    """A name in snake case leads back to the operation, also one with an acronym."""
    for service in SERVICES:
        for operation in OPERATIONS.get(service, session().get_service_model(service).operation_names):
            found = getattr(Client(service, region="x"), method_of(operation))
            assert found.args == (operation,), service


@pytest.mark.parametrize("service", SERVICES)
def test_requests_are_those_of_botocore(service: str, sent_by_ours: Any) -> None:
    """Random members, regions and times, and all operations of the protocols in which any is possible."""
    choose = random.Random(f"{service} {SEED}")
    model = session().get_service_model(service)
    theirs = {region: botocore_client(service, region=region) for region in ("eu-central-1", "us-east-1", "cn-north-1")}
    ours = {region: Client(service, region=region) for region in theirs}
    elsewhere = {"DescribeEndpoints"} | {name for _, name in _OTHER_HOSTS}  # boto3 itself calls the first before others
    names = OPERATIONS.get(service, [name for name in model.operation_names if name not in elsewhere])
    for number in range(REQUESTS // len(SERVICES)):
        operation, region = choose.choice(names), choose.choice(list(theirs))
        arguments: dict[str, Any] = arguments_for(model.operation_model(operation).input_shape, choose)
        arguments.pop("EndpointId", None)  # of SES: boto3 signs it with a native library
        if token := _TOKENS.get((service, operation)):
            arguments[token] = "the-same-token"
        now = NOW + choose.randint(0, 10**8)
        with captured(theirs[region], now) as expected:
            getattr(theirs[region], method_of(operation))(**arguments)
        found = sent_by_ours(now)
        getattr(ours[region], method_of(operation))(**arguments)
        (mine,), (other,) = found, expected
        assert vars(mine) == vars(other), (number, operation, arguments)
