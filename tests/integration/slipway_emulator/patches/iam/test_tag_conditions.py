"""https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html"""

from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_name

from ..conftest import READ_QUEUES

DEV = {"aws:ResourceTag/Environment": "dev"}
NEW_DEV = {"aws:RequestTag/Environment": "dev"}


def _allow(*actions, **condition):
    return {"Effect": "Allow", "Action": actions, "Resource": "*", "Condition": condition}


def _tags(environment):
    return [{"Key": "Environment", "Value": environment}]


def _connection(client, environment):
    return client.create_connection(ConnectionName=make_name(), ProviderType="GitHub", Tags=_tags(environment))[
        "ConnectionArn"
    ]


def _identity(client, environment):
    name = f"{make_name()}@example.com"
    client.create_email_identity(EmailIdentity=name, Tags=_tags(environment))
    return name


def _api(client, environment):
    return client.create_rest_api(name=make_name(), tags={"Environment": environment})["id"]


def _certificate(client, environment):
    return client.request_certificate(DomainName=f"{make_name()}.example.com", Tags=_tags(environment))[
        "CertificateArn"
    ]


def _distribution(client, environment):
    config = {
        "CallerReference": make_name(),
        "Comment": "",
        "Enabled": False,
        "Origins": {"Quantity": 1, "Items": [{"Id": "a", "DomainName": "example.com"}]},
        "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "https-only"},
    }
    made = client.create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": {"Items": _tags(environment)}}
    )
    return made["Distribution"]["Id"]


def _usage_plan(client, environment):
    return client.create_usage_plan(name=make_name(), tags={"Environment": environment})["id"]


CREATIONS = {
    "acm": (_certificate, "acm:RequestCertificate"),
    "codestar-connections": (_connection, "codestar-connections:CreateConnection"),
    "sesv2": (_identity, "ses:CreateEmailIdentity"),
    "cloudfront": (_distribution, "cloudfront:CreateDistribution"),
}


@pytest.mark.parametrize("service", CREATIONS)
def test_a_resource_may_be_created_with_the_tag_of_the_condition_alone(service, aws, target, assume):
    create, action = CREATIONS[service]
    client = assume(aws, target, _allow(action, StringEquals=NEW_DEV))[1](service)
    assert create(client, "dev")
    with pytest.raises(ClientError, match=r"AccessDenied|not authorized"):
        create(client, "prod")


USES = {
    "apigateway": (_usage_plan, "apigateway:DELETE", lambda client, id_: client.delete_usage_plan(usagePlanId=id_)),
    "acm": (_certificate, "acm:DescribeCertificate",
            lambda client, arn: client.describe_certificate(CertificateArn=arn)),
    "codestar-connections": (_connection, "codestar-connections:DeleteConnection",
                             lambda client, arn: client.delete_connection(ConnectionArn=arn)),
    "sesv2": (_identity, "ses:DeleteEmailIdentity",
              lambda client, name: client.delete_email_identity(EmailIdentity=name)),
    "cloudfront": (_distribution, "cloudfront:GetDistribution", lambda client, id_: client.get_distribution(Id=id_)),
}  # fmt: skip


@pytest.mark.parametrize("service", USES)
def test_a_resource_may_be_used_if_it_has_the_tag_of_the_condition(service, aws, target, assume):
    create, action, use = USES[service]
    client = assume(aws, target, _allow(action, StringEquals=DEV))[1](service)
    with pytest.raises(ClientError, match=r"AccessDenied|not authorized"):
        use(client, create(aws(service), "prod"))
    use(client, create(aws(service), "dev"))


def _rest_api_rights(*methods):
    return [
        _allow("apigateway:POST", "apigateway:PUT", StringEquals=NEW_DEV),
        _allow(*(f"apigateway:{method}" for method in methods), StringEquals=DEV),
    ]


def test_an_api_and_what_belongs_to_it_have_the_tags_of_the_api(aws, target, assume):
    rights = _rest_api_rights("DELETE", "GET", "PATCH", "POST", "PUT")
    client = assume(aws, target, *rights)[1]("apigateway")
    with pytest.raises(ClientError, match="AccessDenied"):
        _api(client, "prod")
    own, other = _api(client, "dev"), _api(aws("apigateway"), "prod")
    rename = [{"op": "replace", "path": "/name", "value": "other"}]
    client.update_rest_api(restApiId=own, patchOperations=rename)
    (root,) = client.get_resources(restApiId=own)["items"]
    client.create_resource(restApiId=own, parentId=root["id"], pathPart="a")
    for call in (
        lambda: client.update_rest_api(restApiId=other, patchOperations=rename),
        lambda: client.get_resources(restApiId=other),
        lambda: client.put_gateway_response(restApiId=other, responseType="DEFAULT_4XX"),
        lambda: client.delete_rest_api(restApiId=other),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call()


def test_a_usage_plan_and_its_keys_have_the_tags_of_the_plan(aws, target, assume):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html."""
    client = assume(aws, target, *_rest_api_rights("DELETE", "GET", "PATCH", "POST"))[1]("apigateway")
    key = aws("apigateway").create_api_key(name="a", enabled=True)["id"]
    with pytest.raises(ClientError, match="AccessDenied"):
        client.create_usage_plan(name="a", tags={"Environment": "prod"})
    own = client.create_usage_plan(name="a", tags={"Environment": "dev"})["id"]
    other = aws("apigateway").create_usage_plan(name="b", tags={"Environment": "prod"})["id"]
    rename = [{"op": "replace", "path": "/name", "value": "other"}]
    client.update_usage_plan(usagePlanId=own, patchOperations=rename)
    client.create_usage_plan_key(usagePlanId=own, keyId=key, keyType="API_KEY")
    for call in (
        lambda: client.update_usage_plan(usagePlanId=other, patchOperations=rename),
        lambda: client.create_usage_plan_key(usagePlanId=other, keyId=key, keyType="API_KEY"),
        lambda: client.delete_usage_plan(usagePlanId=other),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call()


def test_an_api_key_has_its_own_tags(aws, target, assume):
    client = assume(aws, target, *_rest_api_rights("GET"))[1]("apigateway")
    own, other = (
        aws("apigateway").create_api_key(name="a", tags={"Environment": environment})["id"]
        for environment in ("dev", "prod")
    )
    client.get_api_key(apiKey=own)
    with pytest.raises(ClientError, match="AccessDenied"):
        client.get_api_key(apiKey=other)


def test_the_tags_of_an_api_are_changed_with_the_right_to_change_the_api_alone(aws, target, assume):
    client = assume(aws, target, *_rest_api_rights("PATCH"))[1]("apigateway")
    own, other = (
        f"arn:aws:apigateway:{target.region}::/restapis/{_api(aws('apigateway'), environment)}"
        for environment in ("dev", "prod")
    )
    client.tag_resource(resourceArn=own, tags={"Environment": "dev", "A": "b"})
    with pytest.raises(ClientError, match="AccessDenied"):
        client.tag_resource(resourceArn=other, tags={"Environment": "dev"})


def test_an_api_with_tags_needs_the_right_to_tag_what_is_created(aws, target, assume):
    post = {"Effect": "Allow", "Action": "apigateway:POST", "Resource": "*"}
    with pytest.raises(ClientError, match="AccessDenied"):
        _api(assume(aws, target, post)[1]("apigateway"), "dev")
    created = quote(f"arn:aws:apigateway:{target.region}::/restapis/", safe="")
    put = {"Action": "apigateway:PUT", "Resource": f"arn:aws:apigateway:{target.region}::/tags/{created}*"}
    assert _api(assume(aws, target, post, post | put)[1]("apigateway"), "dev")


def test_a_mapping_has_its_own_tags(aws, target, assume, function, queue):
    source = "def handler(event, context):\n    return None\n"
    mappings = {
        environment: aws("lambda").create_event_source_mapping(
            FunctionName=function(aws, source, READ_QUEUES),
            EventSourceArn=queue(aws).arn,
            Enabled=False,
            Tags={"Environment": environment},
        )["EventSourceMappingArn"]
        for environment in ("dev", "prod")
    }
    client = assume(aws, target, _allow("lambda:TagResource", StringEquals=DEV))[1]("lambda")
    client.tag_resource(Resource=mappings["dev"], Tags={"A": "b"})
    with pytest.raises(ClientError, match="AccessDenied"):
        client.tag_resource(Resource=mappings["prod"], Tags={"Environment": "dev"})


@pytest.mark.upstream
def test_unpatched_ministack_does_not_have_the_tags_of_an_api(unpatched_aws, unpatched_target, assume):
    _, client = assume(unpatched_aws, unpatched_target, _allow("apigateway:GET", StringEquals=DEV))
    api = _api(unpatched_aws("apigateway"), "dev")
    with pytest.raises(ClientError, match="AccessDenied"):
        client("apigateway").get_rest_api(restApiId=api)


@pytest.mark.upstream
def test_unpatched_ministack_does_not_have_the_tags_of_an_identity(unpatched_aws, unpatched_target, assume):
    _, client = assume(unpatched_aws, unpatched_target, _allow("ses:GetEmailIdentity", StringEquals=DEV))
    name = _identity(unpatched_aws("sesv2"), "dev")
    with pytest.raises(ClientError, match=r"AccessDenied|not authorized"):
        client("sesv2").get_email_identity(EmailIdentity=name)
