"""https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"""

import functools
import json
from dataclasses import replace

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from public_functions import make_public

SOURCE = "def handler(event, context):\n    return 'called'\n"


def protected(aws, target, function, auth_type="AWS_IAM"):
    """The URL of a function, on the local AWS, and the names of the function and its alias."""
    name, alias = function(aws, SOURCE).split(":")[-2:]
    selected = {"FunctionName": name, "Qualifier": alias}
    url = aws("lambda").create_function_url_config(**selected, AuthType=auth_type)["FunctionUrl"]
    return target.api_url(url), selected


def get(url, region, key):
    request = AWSRequest("GET", url)
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"]) if isinstance(key, dict) else key
    SigV4Auth(credentials, "lambda", region).add_auth(request)
    return requests.get(url, headers=dict(request.headers), timeout=30)


def root(target):
    return {"AccessKeyId": target.access_key_id, "SecretAccessKey": target.secret_access_key}


@pytest.fixture
def other_target(target):
    """Another account on the same local AWS."""
    return replace(target, access_key_id="210987654321")


@pytest.fixture
def other_key(other_target, unique_name):
    """The access key of a user of the other account, who may call every URL."""
    iam = functools.cache(other_target.client)("iam")
    iam.create_user(UserName=unique_name)
    statement = {"Effect": "Allow", "Action": ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_user_policy(UserName=unique_name, PolicyName="url", PolicyDocument=document)
    return iam.create_access_key(UserName=unique_name)["AccessKey"]


def test_another_account_needs_the_functions_policy(aws, target, other_target, other_key, function):
    url, selected = protected(aws, target, function)
    assert get(url, target.region, root(target)).text == "called"
    for key in root(other_target), other_key:
        response = get(url, target.region, key)
        assert response.status_code == 403
        assert "no resource-based policy allows the lambda:InvokeFunctionUrl action" in response.text
    permission = {**selected, "Principal": other_target.access_key_id}
    by_url = {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "AWS_IAM"}
    aws("lambda").add_permission(**permission, **by_url, StatementId="url")
    assert get(url, target.region, other_key).status_code == 403
    aws("lambda").add_permission(
        **permission, StatementId="invoke", Action="lambda:InvokeFunction", InvokedViaFunctionUrl=True
    )
    for key in root(other_target), other_key:
        assert get(url, target.region, key).text == "called"


@pytest.mark.parametrize(
    ("actions", "condition", "status"),
    [
        (["lambda:InvokeFunctionUrl"], {}, 403),
        (["lambda:InvokeFunction"], {}, 403),
        (["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"], {}, 200),
        (["lambda:InvokeFunction"], {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}, 200),
        (["lambda:InvokeFunction"], {"Bool": {"lambda:InvokedViaFunctionUrl": "false"}}, 403),
    ],
)
def test_a_caller_needs_both_actions(aws, target, function, assume, actions, condition, status):
    url, _ = protected(aws, target, function)
    grants = [{"Effect": "Allow", "Action": actions, "Resource": "*", "Condition": condition}]
    if condition:
        grants.append({"Effect": "Allow", "Action": "lambda:InvokeFunctionUrl", "Resource": "*"})
    _, client = assume(aws, target, *grants)
    keys = client("lambda")._request_signer._credentials
    assert get(url, target.region, keys).status_code == status


def test_a_public_url_needs_no_signature(aws, target, other_key, function):
    url, selected = protected(aws, target, function, "NONE")
    make_public(aws, **selected)
    assert requests.get(url, timeout=30).text == "called"
    assert get(url, target.region, other_key).text == "called"


@pytest.mark.upstream
def test_unpatched_ministack_accepts_callers_of_all_accounts(unpatched_aws, unpatched_target, function):
    url, _ = protected(unpatched_aws, unpatched_target, function)
    other = replace(unpatched_target, access_key_id="210987654321")
    assert get(url, other.region, root(other)).text == "called"
