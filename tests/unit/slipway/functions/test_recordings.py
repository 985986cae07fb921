"""Where a replayed event comes from."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from slipway.dead_letters import search
from slipway.dead_letters.letter import Letter
from slipway.errors import SlipwayError
from slipway.functions import recordings
from slipway.local import invocations

ACCOUNT = "123456789012"
ARN = f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:dev-mail"
QUEUE = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:dev-events"


def line(request, event, *, arn=f"{ARN}:live", version="1"):
    record = {"arn": arn, "version": version, "request": request, "time": 1, "event": event}
    return json.dumps({**record, "calls": [], "response": None, "failed": False}) + "\n"


def letter(**values):
    defaults = {"id": "m1", "receipt_handle": "r", "sent": datetime(2026, 11, 29, tzinfo=UTC), "reason": "no title"}
    target = {"redrive_to": f"{ARN}:live", "payload": {"a": 1}, "is_asynchronous": True, "problem": ""}
    return Letter(**defaults | target | values)


@pytest.fixture
def in_queue(monkeypatch):
    """``in_queue(letter)`` lets a queue have a letter, and a mapping of a queue to a function."""

    def in_queue(found, mappings=()):
        monkeypatch.setattr(search, "find", lambda *_: ("dev-dead-letter", found))
        client = SimpleNamespace(list_event_source_mappings=lambda **_: {"EventSourceMappings": [*mappings]})
        return SimpleNamespace(client=lambda _: client)

    return in_queue


def test_the_newest_invocation_of_the_account_is_found_by_each_of_its_ids(tmp_path):
    api = {"requestContext": {"requestId": "api-1"}}
    (tmp_path / "invocations.1.jsonl").write_text(line("11111111-old", api))
    new = line("22222222-new", api, version="2") + line("33333333-other", api, arn=ARN.replace(ACCOUNT, "9" * 12))
    (tmp_path / invocations.FILE_NAME).write_text(new)

    def version(identifier):
        found = recordings.of_invocation(tmp_path, ACCOUNT, "dev", identifier)
        return found and (found.app, found.alias, found.before.version)

    assert version("api-1") == version("22222222") == version("22222222-new") == ("mail", "live", "2")
    assert version("11111111-old") == ("mail", "live", "1")
    assert version("2222222") is version("33333333") is version("none") is None


def test_a_version_is_replayed_as_the_alias_live_and_another_alias_as_itself(tmp_path):
    (tmp_path / invocations.FILE_NAME).write_text(
        line("11111111", {}, arn=f"{ARN}:7") + line("22222222", {}, arn=f"{ARN}:test") + line("33333333", 5, arn=ARN)
    )

    aliases = [
        recordings.of_invocation(tmp_path, ACCOUNT, "dev", id_).alias for id_ in ("11111111", "22222222", "33333333")
    ]
    assert aliases == ["live", "test", "live"]


def test_a_function_of_another_environment_needs_its_prefix(tmp_path):
    (tmp_path / invocations.FILE_NAME).write_text(line("11111111", {}))

    with pytest.raises(
        SlipwayError, match=r"^dev-mail isn't a function of prod: name its environment by --environment$"
    ):
        recordings.of_invocation(tmp_path, ACCOUNT, "prod", "11111111")


def test_a_message_of_a_queue_is_the_event_of_the_function_that_reads_it(in_queue):
    attributes = {"Type": {"StringValue": "MovieCreated", "DataType": "String"}}
    binary = {"Raw": {"BinaryValue": b"\x00", "DataType": "Binary"}}
    found = letter(redrive_to=QUEUE, payload="body", attributes=attributes | binary, group="g")

    recording = recordings.of_letter(in_queue(found, [{"FunctionArn": f"{ARN}:live"}]), "dev", "m1")

    (record,) = recording.event["Records"]
    assert (recording.app, recording.alias, recording.reason) == ("mail", "live", "no title")
    assert (record["messageId"], record["body"], record["eventSourceARN"]) == ("m1", "body", QUEUE)
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["attributes"]["MessageGroupId"] == "g"
    assert record["messageAttributes"]["Type"]["stringValue"] == "MovieCreated"
    assert record["messageAttributes"]["Raw"]["binaryValue"] == "AA=="


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"redrive_to": "", "problem": "add --to"}, "nothing in m1 of dev-dead-letter names its function: invoke one"),
        ({"problem": "it was too large"}, "m1 of dev-dead-letter can't be replayed: it was too large"),
        ({"redrive_to": QUEUE}, f"no function reads {QUEUE}: it has no event source mapping"),
    ],
)
def test_a_letter_without_an_event_or_a_function_is_an_error_of_one_line(in_queue, values, message):
    with pytest.raises(SlipwayError) as error:
        recordings.of_letter(in_queue(letter(**values)), "dev", "m1")

    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_the_attempt_before_has_the_same_messages(tmp_path):
    batch = {"Records": [{"messageId": "m1", "attributes": {"ApproximateReceiveCount": "3"}}]}
    two = {"Records": [{"messageId": "m1"}, {"messageId": "m2"}]}
    lines = [line("1" * 8, batch), line("2" * 8, two), line("3" * 8, batch, arn=f"{ARN}-other"), line("4" * 8, {})]
    (tmp_path / invocations.FILE_NAME).write_text("".join(lines))

    def attempt(event):
        recording = recordings.Recording("mail", "live", event, None)
        found = recordings.last_attempt(tmp_path, ACCOUNT, "dev", recording)
        return found and found.request[0]

    assert attempt({"Records": [{"messageId": "m1"}]}) == "1"
    assert attempt({"Records": [{"messageId": "m2"}]}) is None
    assert attempt({}) == "4"
