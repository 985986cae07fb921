"""https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html#API_ConfirmSubscription_Errors"""

import pytest
from botocore.exceptions import ClientError


def code(aws, name):
    sns = aws("sns")
    topic = sns.create_topic(Name=name)["TopicArn"]
    with pytest.raises(ClientError) as caught:
        sns.confirm_subscription(TopicArn=topic, Token="unknown")
    return caught.value.response["Error"]["Code"]


def test_an_error_has_the_code_of_the_model(aws, unique_name):
    assert code(aws, unique_name) == "InvalidParameter"


@pytest.mark.upstream
def test_unpatched_ministack_returns_another_code(unpatched_aws, unique_name):
    assert code(unpatched_aws, unique_name) == "InvalidParameterException"
