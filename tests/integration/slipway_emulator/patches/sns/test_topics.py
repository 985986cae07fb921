"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json"""

import json

import pytest
from botocore.exceptions import ClientError

from tests.support.service_errors import error_of

ACTIONS = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe"]


def test_a_topic_has_the_default_policies(aws, unique_name):
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    attributes = aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    (statement,) = json.loads(attributes["Policy"])["Statement"]
    assert statement["Action"] == [f"SNS:{name}" for name in (*ACTIONS, "ListSubscriptionsByTopic", "Publish")]
    delivery = json.loads(attributes["EffectiveDeliveryPolicy"])["http"]
    assert delivery["defaultHealthyRetryPolicy"]["backoffFunction"] == "linear"
    assert delivery["disableSubscriptionOverrides"] is False


def test_a_topic_keeps_the_policy_that_it_is_created_with(aws, target, unique_name):
    name = f"arn:aws:sns:{target.region}:{target.access_key_id}:{unique_name}"
    statement = {"Effect": "Allow", "Principal": "*", "Action": "SNS:Publish", "Resource": name}
    policy = json.dumps({"Version": "2012-10-17", "Id": "own", "Statement": [statement]})
    topic = aws("sns").create_topic(Name=unique_name, Attributes={"Policy": policy})["TopicArn"]
    assert aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"] == policy


def test_a_topic_is_created_again_with_the_same_tags_only(aws, unique_name):
    tags = [{"Key": "a", "Value": "1"}, {"Key": "c", "Value": "3"}]
    first = aws("sns").create_topic(Name=unique_name, Tags=tags)["TopicArn"]
    assert aws("sns").create_topic(Name=unique_name, Tags=tags)["TopicArn"] == first
    assert aws("sns").create_topic(Name=unique_name)["TopicArn"] == first
    assert aws("sns").create_topic(Name=unique_name, Tags=tags[:1])["TopicArn"] == first
    with pytest.raises(ClientError) as error:
        aws("sns").create_topic(Name=unique_name, Tags=[*tags, {"Key": "b", "Value": "2"}])
    assert error.value.response["Error"]["Code"] == "InvalidParameter"
    message = "Invalid parameter: Tags Reason: Topic already exists with different tags"
    assert error.value.response["Error"]["Message"] == message


def test_a_permission_is_a_statement_for_the_root_of_the_account(aws, unique_name):
    sns = aws("sns")
    topic = sns.create_topic(Name=unique_name)["TopicArn"]
    grant = {"TopicArn": topic, "Label": "a", "AWSAccountId": ["123456789012"]}
    sns.add_permission(**grant, ActionName=["Publish"])
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    assert policy["Statement"][1] == {
        "Sid": "a",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "SNS:Publish",
        "Resource": topic,
    }
    with pytest.raises(ClientError, match="Invalid parameter: Statement already exists"):
        sns.add_permission(**grant, ActionName=["Publish"])


def test_a_subscription_has_its_principal_and_the_scope_of_its_filter(aws, target, assume, unique_name):
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    allow = {"Effect": "Allow", "Action": "sns:*", "Resource": "*"}
    role, as_role = assume(aws, target, allow)
    sns = as_role("sns")
    arn = sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:{target.region}:{target.access_key_id}:a",
        Attributes={"FilterPolicyScope": "MessageBody"},
    )["SubscriptionArn"]
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert f"assumed-role/{role.rpartition('/')[2]}" in attributes["SubscriptionPrincipal"]
    assert "FilterPolicyScope" not in attributes
    sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue='{"a": ["b"]}')
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert attributes["FilterPolicyScope"] == "MessageBody"


# https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
def test_the_subscriptions_of_a_topic_are_listed_by_hundred(aws, target, unique_name):
    sns = aws("sns")
    topic = sns.create_topic(Name=unique_name)["TopicArn"]
    for number in range(101):
        sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint=f"+1555{number:07}")
    pages = list(sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic))
    assert [len(page["Subscriptions"]) for page in pages] == [100, 1]
    endpoints = {each["Endpoint"] for page in pages for each in page["Subscriptions"]}
    assert len(endpoints) == 101


def test_a_subscription_that_is_not_confirmed_has_no_arn_in_lists(aws, unique_name):
    """https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html"""
    sns = aws("sns")
    topic = sns.create_topic(Name=unique_name)["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/")
    of_account = sns.get_paginator("list_subscriptions").paginate().build_full_result()
    for listed in sns.list_subscriptions_by_topic(TopicArn=topic), of_account:
        (found,) = (each for each in listed["Subscriptions"] if each["TopicArn"] == topic)
        assert found["SubscriptionArn"] == "PendingConfirmation"


def test_a_topic_of_another_region_is_refused(aws, target, unique_name):
    elsewhere = f"arn:aws:sns:us-west-2:{target.access_key_id}:{unique_name}"
    for call, values in ("publish", {"Message": "a"}), ("subscribe", {"Protocol": "sms", "Endpoint": "+15550100000"}):
        error = error_of(getattr(aws("sns"), call), TopicArn=elsewhere, **values)
        assert error == ("InvalidParameter", "Invalid parameter: TopicArn")


def test_the_credentials_of_a_platform_application_belong_together(aws, unique_name):
    def error(name=unique_name, platform="ADM", **credentials):
        attributes = {f"Platform{each}": "a" for each in credentials}
        return error_of(aws("sns").create_platform_application, Name=name, Platform=platform, Attributes=attributes)

    both = {"Principal": True, "Credential": True}
    reason = "Platform{} attribute provided without Platform{}"
    for got, expected in (
        (error(Principal=True), f"Attributes Reason: {reason.format('Principal', 'Credential')}"),
        (error(Credential=True), f"Attributes Reason: {reason.format('Credential', 'Principal')}"),
        (error(platform="AAA", **both), "Platform Reason: AAA is not supported"),
        (error(name="a" * 257, **both), f"{'a' * 257} Reason: must be at most 256 characters long"),
    ):
        assert got == ("InvalidParameter", f"Invalid parameter: {expected}")


@pytest.mark.upstream
def test_unpatched_ministack_has_another_default_policy(unpatched_aws, unique_name):
    topic = unpatched_aws("sns").create_topic(Name=unique_name)["TopicArn"]
    policy = json.loads(unpatched_aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    assert "SNS:Receive" in policy["Statement"][0]["Action"]
