from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Tagged:
    """A resource with the tags a=1 and b=1."""

    arn: str
    read: Callable[[], dict[str, Any]]


def rest_api(aws, region):
    api = aws("apigateway").create_rest_api(name="tagged", tags={"a": "1", "b": "1"})["id"]
    return Tagged(f"/restapis/{api}", lambda: aws("apigateway").get_rest_api(restApiId=api))


def stage(aws, region):
    client = aws("apigateway")
    api = client.create_rest_api(name="tagged")
    names = {"restApiId": api["id"], "resourceId": api["rootResourceId"], "httpMethod": "GET"}
    client.put_method(**names, authorizationType="NONE")
    client.put_integration(**names, type="MOCK")
    deployment = client.create_deployment(restApiId=api["id"])["id"]
    client.create_stage(restApiId=api["id"], stageName="live", deploymentId=deployment, tags={"a": "1", "b": "1"})
    return Tagged(f"/restapis/{api['id']}/stages/live", lambda: client.get_stage(restApiId=api["id"], stageName="live"))


def usage_plan(aws, region):
    plan = aws("apigateway").create_usage_plan(name="tagged", tags={"a": "1", "b": "1"})["id"]
    return Tagged(f"/usageplans/{plan}", lambda: aws("apigateway").get_usage_plan(usagePlanId=plan))


def api_key(aws, region):
    key = aws("apigateway").create_api_key(name="tagged", tags={"a": "1", "b": "1"})["id"]
    return Tagged(f"/apikeys/{key}", lambda: aws("apigateway").get_api_key(apiKey=key))


def http_api(aws, region):
    api = aws("apigatewayv2").create_api(Name="tagged", ProtocolType="HTTP", Tags={"a": "1", "b": "1"})["ApiId"]
    return Tagged(f"/apis/{api}", lambda: aws("apigatewayv2").get_api(ApiId=api))


def http_stage(aws, region):
    client = aws("apigatewayv2")
    api = client.create_api(Name="tagged", ProtocolType="HTTP")["ApiId"]
    client.create_stage(ApiId=api, StageName="live", Tags={"a": "1", "b": "1"})
    return Tagged(f"/apis/{api}/stages/live", lambda: client.get_stage(ApiId=api, StageName="live"))


def change(aws, target, make):
    """Change the tags as Terraform does; return those that are read and those that are listed."""
    tagged = make(aws, target.region)
    arn = f"arn:aws:apigateway:{target.region}::{tagged.arn}"
    if tagged.arn.startswith("/apis/"):
        client, names = aws("apigatewayv2"), {"ResourceArn": arn}
        client.tag_resource(**names, Tags={"b": "2", "c": "2"})
        client.untag_resource(**names, TagKeys=["a"])
        return tagged.read()["Tags"], client.get_tags(**names)["Tags"]
    client, names = aws("apigateway"), {"resourceArn": arn}
    client.tag_resource(**names, tags={"b": "2", "c": "2"})
    client.untag_resource(**names, tagKeys=["a"])
    return tagged.read()["tags"], client.get_tags(**names)["tags"]


@pytest.mark.parametrize("make", [rest_api, stage, usage_plan, api_key, http_api, http_stage])
def test_changed_tags_show_where_the_resource_is_read(aws, target, make):
    assert change(aws, target, make) == ({"b": "2", "c": "2"}, {"b": "2", "c": "2"})


def test_tags_of_creation_are_listed(aws, target):
    plan = aws("apigateway").create_usage_plan(name="tagged", tags={"a": "1"})["id"]
    arn = f"arn:aws:apigateway:{target.region}::/usageplans/{plan}"
    assert aws("apigateway").get_tags(resourceArn=arn)["tags"] == {"a": "1"}


@pytest.mark.upstream
@pytest.mark.parametrize("make", [rest_api, usage_plan, http_api])
def test_unpatched_ministack_returns_the_tags_of_the_creation(unpatched_aws, unpatched_target, make):
    assert change(unpatched_aws, unpatched_target, make)[0] == {"a": "1", "b": "1"}
