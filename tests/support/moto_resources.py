"""Resources on moto, made by its backends: by calls of boto3 they take 15 ms of CPU time, in each of 700 tests."""

from moto.backends import get_backend
from moto.core import models

ACCOUNT = "123456789012"  # moto's own
REGION = "eu-central-1"

# For calls by requests, of which there are none here, each start of moto would take 3 ms to register 1,300 URLs.
models.RESPONSES_METHODS.clear()


def make_table(name: str, key: str) -> None:
    """Create an on-demand table of DynamoDB whose key is a string."""
    get_backend("dynamodb")[ACCOUNT][REGION].create_table(
        name,
        schema=[{"AttributeName": key, "KeyType": "HASH"}],
        attr=[{"AttributeName": key, "AttributeType": "S"}],
        billing_mode="PAY_PER_REQUEST",
        throughput=None,
        global_indexes=[],
        indexes=[],
        streams=None,
        sse_specification=None,
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )


def make_queue(name: str) -> str:
    """Create a queue of SQS, and return its URL."""
    get_backend("sqs")[ACCOUNT][REGION].create_queue(name)
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


def make_topic(name: str, queue: str) -> str:
    """Create a topic of SNS that sends to a queue, without SNS's envelope, and return its ARN."""
    sns = get_backend("sns")[ACCOUNT][REGION]
    topic = sns.create_topic(name)
    subscription = sns.subscribe(topic.arn, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}", "sqs")
    sns.set_subscription_attributes(subscription.arn, "RawMessageDelivery", "true")
    return str(topic.arn)


def make_sender(address: str) -> None:
    """Create the identity of an address in SES."""
    get_backend("sesv2")[ACCOUNT][REGION].create_email_identity(address, None, None, None)
