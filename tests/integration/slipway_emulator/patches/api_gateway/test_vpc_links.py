"""https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import pytest

from tests.support.service_errors import error_of

BALANCER = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/a/0123456789abcdef"


def test_a_link_is_pending_and_then_available(aws, unique_name):
    client = aws("apigateway")
    created = client.create_vpc_link(name=unique_name, targetArns=[BALANCER])
    patch = {"op": "replace", "path": "/name", "value": unique_name + "2"}
    client.update_vpc_link(vpcLinkId=created["id"], patchOperations=[patch])
    found = client.get_vpc_link(vpcLinkId=created["id"])
    assert (created["status"], found["status"], found["name"]) == ("PENDING", "AVAILABLE", unique_name + "2")
    assert created["id"] in [each["id"] for each in client.get_vpc_links()["items"]]
    client.delete_vpc_link(vpcLinkId=created["id"])
    missing = "NotFoundException", "Invalid Vpc Link identifier specified"
    for call in client.get_vpc_link, client.delete_vpc_link:
        assert error_of(call, vpcLinkId=created["id"]) == missing
    assert error_of(client.update_vpc_link, vpcLinkId=created["id"], patchOperations=[patch]) == missing


@pytest.mark.upstream
def test_unpatched_ministack_has_no_links(unpatched_aws):
    assert error_of(unpatched_aws("apigateway").create_vpc_link, name="a", targetArns=[BALANCER])
