"""https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html"""

import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

TEXT_5, NUMBER_5 = {"DataType": "String", "StringValue": "5"}, {"DataType": "Number", "StringValue": "5"}


def array(*values):
    return {"DataType": "String.Array", "StringValue": json.dumps(values)}


@pytest.fixture
def subscribe(queue):
    """``subscribe(aws, policy, scope)`` subscribes a queue; returns the topic, the subscription and the queue."""

    def make(aws, policy, scope="MessageAttributes"):
        topic = aws("sns").create_topic(Name=unique_name())["TopicArn"]
        subscribed = queue(aws)
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": subscribed.arn,
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        aws("sqs").set_queue_attributes(QueueUrl=subscribed.url, Attributes={"Policy": document})
        policy = policy if isinstance(policy, str) else json.dumps(policy)
        arn = aws("sns").subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=subscribed.arn,
            Attributes={"FilterPolicy": policy, "FilterPolicyScope": scope, "RawMessageDelivery": "true"},
        )["SubscriptionArn"]
        return topic, arn, subscribed

    return make


@pytest.mark.parametrize(
    ("policy", "attributes", "is_delivered"),
    [
        ({"n": [5]}, {"n": NUMBER_5}, True),
        ({"n": [5]}, {"n": TEXT_5}, False),
        ({"n": ["5"]}, {"n": NUMBER_5}, False),
        ({"n": ["5"]}, {"n": TEXT_5}, True),
        ({"n": [{"numeric": [">", 4, "<=", 5]}]}, {"n": NUMBER_5}, True),
        ({"n": [{"numeric": [">", 4]}]}, {"n": TEXT_5}, False),
        ({"n": [{"numeric": ["=", 5]}]}, {"n": {"DataType": "Number.int", "StringValue": "5.0"}}, True),
        ({"n": [{"numeric": ["=", 5]}]}, {"n": array("5")}, False),
        ({"n": [{"numeric": ["=", 5]}]}, {"n": array("a", 5)}, True),
        ({"n": [True]}, {"n": array(True)}, True),
        ({"n": [{"anything-but": 5}]}, {"n": TEXT_5}, True),
        ({"n": [{"anything-but": ["a", "b"]}]}, {"n": array("a", "c")}, True),
        ({"n": [{"anything-but": "a"}]}, {"m": TEXT_5}, False),
        ({"n": [{"anything-but": {"prefix": "5"}}]}, {"n": TEXT_5}, False),
        ({"n": [{"exists": False}]}, {"m": TEXT_5}, True),
        ({"n": [{"exists": False}]}, {}, False),
        ({"n": [{"exists": True}]}, {"n": TEXT_5}, True),
        ({"ip": [{"cidr": "10.0.0.0/8"}]}, {"ip": {"DataType": "String", "StringValue": "10.1.2.3"}}, True),
        (
            {"n": [{"suffix": "5"}, {"equals-ignore-case": "A"}]},
            {"n": {"DataType": "String", "StringValue": "a"}},
            True,
        ),
        ({"$or": [{"n": ["5"]}, {"m": ["5"]}]}, {"m": TEXT_5}, True),
        ({"a.b": ["5"]}, {"a.b": TEXT_5}, True),
        ({}, {}, True),
    ],
)
def test_a_policy_matches_attributes_by_their_type(aws, subscribe, policy, attributes, is_delivered):
    topic, _, subscribed = subscribe(aws, policy)

    aws("sns").publish(TopicArn=topic, Message="message", MessageAttributes=attributes)

    assert subscribed.receive(wait=0) == (["message"] if is_delivered else [])


@pytest.mark.parametrize(
    ("policy", "body", "is_delivered"),
    [
        ({"a": {"b": [{"numeric": [">=", 5]}]}}, {"a": {"b": 5}}, True),
        ({"a": {"b": [{"numeric": [">=", 5]}]}}, {"a": {"b": "5"}}, False),
        ({"a": [5]}, {"a": "5"}, False),
        ({"a": [None]}, {"a": None}, True),
        ({"a": {"b": ["x"]}}, {"a": [{"b": "y"}, {"b": "x"}]}, True),
        ({"a": ["x"]}, "x", False),
    ],
)
def test_a_policy_matches_the_body(aws, subscribe, policy, body, is_delivered):
    topic, _, subscribed = subscribe(aws, policy, scope="MessageBody")

    aws("sns").publish(TopicArn=topic, Message=json.dumps(body))

    assert len(subscribed.receive(wait=0)) == int(is_delivered)


INVALID = [
    ("text", "failed to parse JSON"),
    ("[" * 50_000, "failed to parse JSON"),
    ("[]", "Filter is not an object"),
    ("0", "Filter is not an object"),
    ("null", "Filter is not an object"),
    ({"a": "b"}, '"a" must be an object or an array'),
    ({"a": []}, "Empty arrays are not allowed"),
    ({"a": [[]]}, "Match value must be String, number, true, false, or null"),
    ({"a": [{"suffix": 1}]}, "suffix match pattern must be a string"),
    ({"a": [{"like": "b"}]}, "Unrecognized match type like"),
    ({"a": [{"prefix": "b", "suffix": "c"}]}, "Only one key allowed in match expression"),
    ({"a": [{"numeric": ["=", "5"]}]}, "Value of equals must be numeric"),
    ({"a": [{"numeric": [">", 3, "<", 1]}]}, "Bottom must be less than top"),
    ({"a": [{"cidr": "10.0.0.0"}]}, "Malformed CIDR, one '/' required"),
    ({"a": [{"exists": "no"}]}, "exists match pattern must be either true or false"),
    ({"a": [{"anything-but": {"suffix": "b"}}]}, "Unsupported anything-but pattern: suffix"),
    ({key: ["v"] for key in "abcdef"}, "Filter policy can not have more than 5 keys"),
    ({"a": list(range(151))}, "Filter policy is too complex"),
    ({"a": list(range(100)), "b": [1, 2]}, "Filter policy is too complex"),
]


@pytest.mark.parametrize(("policy", "reason"), [*INVALID, ({"a": {"b": ["c"]}}, "does not support nested")])
def test_an_invalid_policy_is_refused(aws, subscribe, policy, reason):
    with pytest.raises(ClientError) as caught:
        subscribe(aws, policy)

    error = caught.value.response["Error"]
    assert error["Code"] == "InvalidParameter"
    assert error["Message"].startswith("Invalid parameter: Attributes Reason: ")
    assert reason in error["Message"]


@pytest.mark.parametrize(("policy", "reason"), INVALID)
def test_an_invalid_policy_is_refused_in_an_update_too(aws, subscribe, policy, reason):
    _, subscription, _ = subscribe(aws, {"a": ["b"]})
    value = policy if isinstance(policy, str) else json.dumps(policy)

    with pytest.raises(ClientError) as caught:
        aws("sns").set_subscription_attributes(
            SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue=value
        )

    assert caught.value.response["Error"]["Message"].startswith("Invalid parameter: FilterPolicy: ")
    assert reason in caught.value.response["Error"]["Message"]


def test_values_of_nested_keys_count_once_for_each_level(aws, subscribe):
    levels = {"a": {"b": {"c": [1, 2, 3, 4]}}, "d": {"e": [1, 2, 3]}}
    subscribe(aws, levels, scope="MessageBody")  # 3 x 4 x 2 x 3 = 72

    with pytest.raises(ClientError, match="too complex"):
        subscribe(aws, {**levels, "f": [1, 2, 3]}, scope="MessageBody")


def test_an_unknown_scope_is_refused(aws, subscribe):
    with pytest.raises(ClientError, match=r"FilterPolicyScope: Invalid value \[Both\]"):
        subscribe(aws, {"a": ["b"]}, scope="Both")


@pytest.mark.upstream
def test_unpatched_ministack_matches_text_with_numbers(unpatched_aws, subscribe):
    topic, _, subscribed = subscribe(unpatched_aws, {"n": [{"numeric": ["=", 5]}]})

    unpatched_aws("sns").publish(TopicArn=topic, Message="message", MessageAttributes={"n": TEXT_5})

    assert subscribed.receive(wait=0) == ["message"]


@pytest.mark.upstream
def test_unpatched_ministack_accepts_an_invalid_policy(unpatched_aws, subscribe):
    subscribe(unpatched_aws, {"a": [{"like": "b"}]})
