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


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
def test_a_message_does_not_repeat_the_arn_that_is_not_found(aws, target, unique_name):
    sns, arn = aws("sns"), f"arn:aws:sns:{target.region}:{target.access_key_id}:{unique_name}"
    for call, message in (
        (lambda: sns.publish(TopicArn=arn, Message="a"), "Topic does not exist"),
        (lambda: sns.get_topic_attributes(TopicArn=arn), "Topic does not exist"),
        (
            lambda: sns.get_subscription_attributes(SubscriptionArn=f"{arn}:6c830280-f63c-42c0-b200-2d44131aba49"),
            "Subscription does not exist",
        ),
    ):
        with pytest.raises(ClientError) as caught:
            call()
        assert caught.value.response["Error"]["Message"] == message


@pytest.mark.upstream
def test_unpatched_ministack_returns_another_code(unpatched_aws, unique_name):
    assert code(unpatched_aws, unique_name) == "InvalidParameterException"
