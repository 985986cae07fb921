"""How a message of a queue is sent to the dead-letter queue: a FIFO queue refuses one without its group."""

from importlib.util import find_spec, module_from_spec
from typing import Any

import pytest

from runtime.events import UnprocessableError

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dead-letter"
RECORD = {
    "messageId": "1",
    "body": "{}",
    "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:orders",
    "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "ann", "MessageDeduplicationId": "hash"},
}


@pytest.mark.parametrize(
    ("url", "order"),
    [
        (URL, {}),
        # Not the message's own id: SQS would drop an equal message that was given up within 5 minutes.
        (f"{URL}.fifo", {"MessageGroupId": "ann", "MessageDeduplicationId": "1"}),
    ],
    ids=["standard", "fifo"],
)
def test_a_message_keeps_its_group_in_a_fifo_queue(
    monkeypatch: pytest.MonkeyPatch, url: str, order: dict[str, str]
) -> None:
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", url)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    spec = find_spec("runtime.dead_letters")
    assert spec
    assert spec.loader
    dead_letters = module_from_spec(spec)  # it reads the URL when it is imported; the other tests keep theirs
    spec.loader.exec_module(dead_letters)
    sent: list[dict[str, Any]] = []
    queue = type("Queue", (), {"send_message": lambda _self, **message: sent.append(message)})()
    monkeypatch.setattr(dead_letters, "_sqs", queue)
    assert dead_letters.give_up_message(RECORD, UnprocessableError("too large"), max_receive_count=5)
    (message,) = sent
    assert message.pop("MessageAttributes")["Reason"]["StringValue"] == "too large"
    assert message == {"QueueUrl": url, "MessageBody": "{}", **order}
