"""https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html#urls-auth-none"""

import pytest
import requests

SOURCE = "def handler(event, context):\n    return 'called'\n"
BY_URL = {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}
INVOKE = {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}


def call(aws, target, function, permissions, **settings):
    """The response of a URL with ``NONE``, of a function that has these permissions for everybody."""
    name, alias = function(aws, SOURCE).split(":")[-2:]
    selected = {"FunctionName": name, "Qualifier": alias}
    url = aws("lambda").create_function_url_config(**selected, AuthType="NONE", **settings)["FunctionUrl"]
    for number, permission in enumerate(permissions):
        aws("lambda").add_permission(**{**selected, "Principal": "*", "StatementId": str(number), **permission})
    return target.api_url(url)


@pytest.mark.parametrize(
    ("permissions", "status"),
    [
        ([], 403),
        ([BY_URL], 403),
        ([INVOKE], 403),
        ([{**BY_URL, "FunctionUrlAuthType": "AWS_IAM"}, INVOKE], 403),
        ([{**BY_URL, "Principal": "210987654321"}, INVOKE], 403),
        ([BY_URL, INVOKE], 200),
    ],
)
def test_everybody_needs_both_permissions(aws, target, function, permissions, status):
    response = requests.get(call(aws, target, function, permissions), timeout=30)

    assert (response.status_code, "Forbidden" in response.text) == (status, status == 403)
    assert response.headers.get("x-amzn-ErrorType") == ("AccessDeniedException" if status == 403 else None)


def test_a_preflight_needs_none(aws, target, function):
    url = call(aws, target, function, [], Cors={"AllowOrigins": ["*"], "AllowMethods": ["GET"]})
    assert requests.options(url, headers={"Origin": "https://example.com"}, timeout=30).status_code == 200


@pytest.mark.upstream
def test_unpatched_ministack_answers_without_a_policy(unpatched_aws, unpatched_target, function):
    assert requests.get(call(unpatched_aws, unpatched_target, function, []), timeout=30).text == "called"
