"""https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKeys.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json
"""

import pytest


@pytest.fixture
def plan():
    """``plan(aws)`` creates a plan with keys of the names a-1 and b-1; returns its id, and those of the keys."""

    def plan(aws):
        client = aws("apigateway")
        plan = client.create_usage_plan(name="a")["id"]
        keys = [client.create_api_key(name=name)["id"] for name in ("a-1", "b-1")]
        for key in keys:
            client.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
        return plan, keys

    return plan


def ids(aws, plan, **options):
    return [key["id"] for key in aws("apigateway").get_usage_plan_keys(usagePlanId=plan, **options)["items"]]


def test_the_newest_key_is_the_first(aws, plan):
    found, keys = plan(aws)
    assert ids(aws, found) == keys[::-1]
    assert ids(aws, found, nameQuery="a") == keys[:1]
    assert ids(aws, found, nameQuery="A") == []


def test_a_deleted_key_and_an_unknown_plan_have_nothing(aws, plan):
    found, keys = plan(aws)
    aws("apigateway").delete_api_key(apiKey=keys[0])
    assert ids(aws, found) == keys[1:]
    assert ids(aws, "bad-id") == []


@pytest.mark.upstream
def test_unpatched_ministack_returns_deleted_keys(unpatched_aws, plan):
    found, keys = plan(unpatched_aws)
    unpatched_aws("apigateway").delete_api_key(apiKey=keys[0])
    assert keys[0] in ids(unpatched_aws, found)
