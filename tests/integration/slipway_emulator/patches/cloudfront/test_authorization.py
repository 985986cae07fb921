"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name


def _arn(target, kind, name="*"):
    return f"arn:aws:cloudfront::{target.access_key_id}:{kind}/{name}"


def _allow(resource, *actions):
    return {"Effect": "Allow", "Action": [f"cloudfront:{action}" for action in actions], "Resource": resource}


def _policy():
    return {"Name": unique_name(), "CustomHeadersConfig": {"Quantity": 0}}


def _distribution():
    return {
        "DistributionConfig": {
            "CallerReference": unique_name(),
            "Comment": "",
            "Enabled": False,
            "Origins": {"Quantity": 1, "Items": [{"Id": "a", "DomainName": "example.com"}]},
            "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "https-only"},
        },
        "Tags": {"Items": [{"Key": "a", "Value": "b"}]},
    }


def test_a_grant_on_all_resources_of_a_type_allows_creating_and_changing_them(aws, target, assume):
    verbs = [f"{verb}ResponseHeadersPolicy" for verb in ("Create", "Get", "Delete")]
    cloudfront = assume(aws, target, _allow(_arn(target, "response-headers-policy"), *verbs))[1]("cloudfront")
    made = cloudfront.create_response_headers_policy(ResponseHeadersPolicyConfig=_policy())
    policy = made["ResponseHeadersPolicy"]["Id"]
    etag = cloudfront.get_response_headers_policy(Id=policy)["ETag"]
    with pytest.raises(ClientError, match="not authorized to perform: cloudfront:CreateOriginAccessControl"):
        cloudfront.create_origin_access_control(
            OriginAccessControlConfig={
                "Name": unique_name(),
                "SigningProtocol": "sigv4",
                "SigningBehavior": "always",
                "OriginAccessControlOriginType": "s3",
            }
        )
    cloudfront.delete_response_headers_policy(Id=policy, IfMatch=etag)


def test_a_grant_on_a_function_s_name_allows_creating_it(aws, target, assume, unique_name):
    verbs = [f"{verb}Function" for verb in ("Create", "Describe", "Delete")]
    cloudfront = assume(aws, target, _allow(_arn(target, "function", f"{unique_name}-*"), *verbs))[1]("cloudfront")
    function = {
        "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"},
        "FunctionCode": b"function handler(event) { return event.request; }",
    }
    etag = cloudfront.create_function(Name=f"{unique_name}-paths", **function)["ETag"]
    assert cloudfront.describe_function(Name=f"{unique_name}-paths", Stage="DEVELOPMENT")["ETag"] == etag
    with pytest.raises(ClientError, match="not authorized to perform: cloudfront:CreateFunction"):
        cloudfront.create_function(Name=f"other-{unique_name}", **function)
    cloudfront.delete_function(Name=f"{unique_name}-paths", IfMatch=etag)


def test_a_grant_on_one_does_not_include_another(aws, target, assume):
    made = [
        aws("cloudfront").create_response_headers_policy(ResponseHeadersPolicyConfig=_policy())["ResponseHeadersPolicy"]
        for _ in range(2)
    ]
    one, other = (policy["Id"] for policy in made)
    grant = _allow(_arn(target, "response-headers-policy", one), "GetResponseHeadersPolicy")
    cloudfront = assume(aws, target, grant)[1]("cloudfront")
    assert cloudfront.get_response_headers_policy(Id=one)
    with pytest.raises(ClientError, match="not authorized"):
        cloudfront.get_response_headers_policy(Id=other)


def test_creating_a_distribution_with_tags_needs_the_permission_to_create_one(aws, target, assume):
    grant = _allow(_arn(target, "distribution"), "CreateDistribution", "ListTagsForResource")
    cloudfront = assume(aws, target, grant)[1]("cloudfront")
    made = cloudfront.create_distribution_with_tags(DistributionConfigWithTags=_distribution())["Distribution"]
    assert cloudfront.list_tags_for_resource(Resource=made["ARN"])["Tags"]["Items"]


@pytest.mark.upstream
def test_unpatched_ministack_authorizes_on_all_resources(unpatched_aws, unpatched_target, assume):
    grant = _allow(_arn(unpatched_target, "response-headers-policy"), "CreateResponseHeadersPolicy")
    cloudfront = assume(unpatched_aws, unpatched_target, grant)[1]("cloudfront")
    with pytest.raises(ClientError, match="not authorized"):
        cloudfront.create_response_headers_policy(ResponseHeadersPolicyConfig=_policy())
