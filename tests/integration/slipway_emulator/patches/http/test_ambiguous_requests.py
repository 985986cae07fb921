"""Requests that name an operation which the caller may call, and carry out another one.

https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

import json
from urllib.parse import urlencode

import pytest
import requests
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_unique_name

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def send(target, credentials, service, method, path, headers=(), body=b""):
    """Sign and send a request."""
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    request = AWSRequest(method, f"{target.endpoint_url}{path}", data=body, headers=dict(headers))
    signer(credentials, service, target.region).add_auth(request)
    return requests.request(
        method, f"{target.endpoint_url}{path}", data=body, headers=dict(request.headers), timeout=30
    )


@pytest.fixture(scope="module")
def caller(request):
    """The credentials of a role that may only list."""
    aws, target = (request.getfixturevalue(name) for name in ("aws", "target"))
    iam, name = aws("iam"), make_unique_name()
    trusting = {"Effect": "Allow", "Principal": {"AWS": target.access_key_id}, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": ["*:List*", "*:Describe*", "*:Get*"], "Resource": "*"}
    for statement in (trusting, allowed):
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        if statement is trusting:
            arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
        else:
            iam.put_role_policy(RoleName=name, PolicyName="list", PolicyDocument=document)
    found = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return Credentials(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])


def _json(target_name):
    return {"X-Amz-Target": target_name, "Content-Type": "application/x-amz-json-1.1"}


QUEUE = {"QueueName": "ambiguous"}
ROLE = {"Version": "2010-05-08", "UserName": "ambiguous"}
REQUESTS = {
    "an Action for a JSON service": ("dynamodb", "POST", "/?Action=ListTables", _json("DynamoDB_20120810.DeleteTable")),
    "an Action in a form for it": ("dynamodb", "POST", "/", _json("DynamoDB_20120810.DeleteTable") | FORM),
    "an Action for a service of Slipway": (
        "codepipeline",
        "POST",
        "/?Action=ListPipelines",
        _json("CodePipeline_20150709.DeletePipeline"),
    ),
    "an Action for a REST service": ("lambda", "DELETE", "/2015-03-31/functions/ambiguous?Action=ListFunctions", {}),
    "a target for a REST service": (
        "lambda",
        "DELETE",
        "/2015-03-31/functions/ambiguous",
        _json("Lambda.ListFunctions"),
    ),
    "an Action for S3": ("s3", "PUT", "/ambiguous-bucket?Action=ListBuckets", {}),
    "an Action for API Gateway": ("apigateway", "POST", "/restapis?Action=GetRestApis", _json("x.GetRestApis")),
    "an Action for an HTTP API": ("apigateway", "POST", "/v2/apis?Action=GetApis", {}),
    "an Action for SES": ("ses", "POST", "/v2/email/identities?Action=ListIdentities", _json("x.ListIdentities")),
    "a target for IAM": ("iam", "POST", "/", FORM | {"X-Amz-Target": "IAMService.ListUsers"}),
    "a target in JSON for IAM": ("iam", "POST", "/", _json("IAMService.ListUsers")),
    "a target for SQS": ("sqs", "POST", "/", FORM | {"X-Amz-Target": "Other.ListQueues"}),
    "an Action for SQS in JSON": ("sqs", "POST", "/?Action=ListQueues", _json("AmazonSQS.CreateQueue")),
    "a target for CloudWatch": ("monitoring", "POST", "/", FORM | {"X-Amz-Target": "Other.ListMetrics"}),
    "a path for CloudWatch": ("monitoring", "POST", "/operation/DeleteAlarms", FORM),
}
BODIES = {
    "an Action in a form for it": "Action=ListTables",
    "a target for IAM": urlencode({"Action": "CreateUser"} | ROLE),
    "a target in JSON for IAM": urlencode({"Action": "CreateUser"} | ROLE),
    "a target for SQS": urlencode({"Action": "CreateQueue"} | QUEUE),
    "an Action for SQS in JSON": json.dumps(QUEUE),
    "a target for CloudWatch": "Action=DeleteAlarms&AlarmNames.member.1=a",
    "a path for CloudWatch": "Action=ListMetrics",
    "an Action for API Gateway": json.dumps({"name": "ambiguous"}),
    "an Action for an HTTP API": json.dumps({"name": "ambiguous", "protocolType": "HTTP"}),
    "an Action for SES": json.dumps({"EmailIdentity": "ambiguous@example.com"}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_caller_needs_the_permission_for_what_is_carried_out(target, caller, name):
    response = send(target, caller, *REQUESTS[name], BODIES.get(name, "").encode())

    assert response.status_code in (400, 403, 404), response.text
    assert "AccessDenied" in response.text or response.status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/?Action=ListUsers", {"Action": "CreateUser", **ROLE}),
        ("/", "Action=ListUsers&Action=CreateUser&UserName=ambiguous"),
        ("/?Action=GetUser&UserName=a", {"UserName": "b"}),
        ("/?UserName=a&UserName=b&Action=GetUser", ""),
    ],
)
def test_a_parameter_that_occurs_twice_is_refused(aws, target, caller, path, body):
    response = send(target, caller, "iam", "POST", path, FORM, body if isinstance(body, str) else urlencode(body))

    assert (response.status_code, "<Code>MalformedQueryString</Code>" in response.text) == (404, True)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws("iam").get_user(UserName="ambiguous")


def test_parameters_in_the_url_do_not_change_a_json_request(aws, target, caller, queue):
    mine = queue(aws)
    body = json.dumps({"QueueUrl": mine.url, "AttributeNames": ["QueueArn"]})

    response = send(
        target, caller, "sqs", "POST", "/?QueueUrl=other&Action=x", _json("AmazonSQS.GetQueueAttributes"), body
    )

    assert response.json()["Attributes"]["QueueArn"] == mine.arn


def test_a_query_request_may_have_its_parameters_in_the_url(target, caller):
    assert send(target, caller, "sts", "GET", "/?Action=GetCallerIdentity&Version=2011-06-15").status_code == 200
    assert send(target, caller, "iam", "POST", "/?Action=ListUsers", FORM, "MaxItems=10").status_code == 200
    assert send(target, caller, "sqs", "GET", "/?Action=ListQueues").status_code == 200


@pytest.mark.upstream
def test_unpatched_ministack_deletes_a_function_by_the_permission_to_list(unpatched_aws, unpatched_target, assume):
    allowed = {"Effect": "Allow", "Action": "lambda:ListFunctions", "Resource": "*"}
    _, client = assume(unpatched_aws, unpatched_target, allowed)

    response = send(
        unpatched_target, client("sts")._request_signer._credentials, *REQUESTS["an Action for a REST service"]
    )

    assert "AccessDenied" not in response.text
