"""`slipway dlq list | show | redrive`, with moto's queues and a function whose answer a test sets."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import boto3
import pytest
from moto import mock_aws

from slipway import cli
from slipway.aws.target import Target
from slipway.dead_letters.queue import DeadLetterQueue

ACCOUNT = "arn:aws:{}:eu-central-1:123456789012:{}"
FUNCTION = ACCOUNT.format("lambda", "function:dev-publish:live")
RECORD = {"eventID": "1", "dynamodb": {"SequenceNumber": "1"}}
NAME = "dev-publish-dead-letter"


class Function:
    """Lambda's Invoke. It calls ``answer`` for the payload of each invocation."""

    def __init__(self):
        self.calls = []
        self.answer = lambda _event: {"batchItemFailures": []}
        self.error = None

    def invoke(self, FunctionName, InvocationType, Payload):  # noqa: N803 - boto3's names
        event = json.loads(Payload)
        self.calls.append((FunctionName, InvocationType, event))
        answer = {"Payload": io.BytesIO(json.dumps(self.answer(event)).encode())}
        return answer | ({"FunctionError": self.error} if self.error else {})


@pytest.fixture
def function():
    return Function()


@pytest.fixture
def sqs(monkeypatch, tmp_path, function):
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-central-1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    (tmp_path / "slipway.toml").write_text(
        'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n[stacks.x]\ndirectory = "iac/x"\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("slipway.dead_letters.queue._WAIT", 0)
    client = Target.client
    monkeypatch.setattr(Target, "client", lambda self, name: function if name == "lambda" else client(self, name))
    with mock_aws():
        yield boto3.client("sqs", region_name="eu-central-1")


@pytest.fixture
def queue(sqs):
    return sqs.create_queue(QueueName=NAME)["QueueUrl"]


@pytest.fixture
def put(sqs, queue):
    """``put(body, Reason=…)`` puts a letter into the queue, and returns its message id."""

    def put(body, **attributes):
        values = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        text = body if isinstance(body, str) else json.dumps(body)
        return sqs.send_message(QueueUrl=queue, MessageBody=text, MessageAttributes=values)["MessageId"]

    return put


@pytest.fixture
def left(sqs, queue):
    """``left()`` returns the bodies of the letters that anybody can receive."""

    def left():
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        return [message["Body"] for message in messages]

    return left


def redrive(*arguments):
    return cli.main(["dlq", "redrive", NAME, *arguments, "--rate", "1000"])


def test_a_stream_record_goes_to_its_function_and_is_deleted(put, left, function, capsys):
    put(RECORD, Reason="Publish: InvalidParameter", RedriveTo=FUNCTION)
    assert redrive("--all") == 0
    assert function.calls == [(FUNCTION, "RequestResponse", {"Records": [RECORD]})]
    assert left() == []
    assert "Publish: InvalidParameter\n1 redriven, 0 failed, 0 came back" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "error", "shown"),
    [
        ({"batchItemFailures": [{"itemIdentifier": "1"}]}, None, "can't process it now"),
        ({"errorMessage": "no code yet"}, "Unhandled", "the function failed: no code yet"),
    ],
)
def test_a_letter_that_is_not_accepted_stays(put, left, function, capsys, answer, error, shown):
    put(RECORD, RedriveTo=FUNCTION)
    function.answer, function.error = lambda _event: answer, error
    assert redrive("--all") == 1
    assert left() == [json.dumps(RECORD)]
    assert shown in capsys.readouterr().out


def test_a_letter_that_the_function_sends_again_is_not_redriven_in_the_same_run(put, left, function, capsys):
    put(RECORD, RedriveTo=FUNCTION)

    def give_up(_event):
        put(RECORD, Reason="no title", RedriveTo=FUNCTION)
        return {"batchItemFailures": []}

    function.answer = give_up
    assert redrive("--all") == 1
    assert len(function.calls) == 1
    assert left() == [json.dumps(RECORD)]
    assert "1 redriven, 0 failed, 1 came back" in capsys.readouterr().out


def test_only_the_named_letters_are_redriven_and_one_that_is_missing_is_named(put, left, function, capsys):
    wanted = put({**RECORD, "eventID": "wanted"}, RedriveTo=FUNCTION)
    put(RECORD, RedriveTo=FUNCTION)
    assert redrive(wanted) == 0
    assert [call[2]["Records"][0]["eventID"] for call in function.calls] == ["wanted"]
    assert left() == [json.dumps(RECORD)]
    assert redrive("no-such-id") == 1
    assert "not in the queue: no-such-id" in capsys.readouterr().err


def test_an_asynchronous_event_is_invoked_asynchronously_again(put, left, function):
    context = {"functionArn": FUNCTION, "condition": "RetriesExhausted"}
    put({"requestContext": context, "requestPayload": {"source": "aws.s3"}, "responsePayload": {"errorMessage": "x"}})
    assert redrive("--all") == 0
    assert function.calls == [(FUNCTION, "Event", {"source": "aws.s3"})]
    assert left() == []


@pytest.mark.parametrize("is_named", [True, False])
def test_a_message_goes_back_to_its_queue(sqs, put, left, monkeypatch, is_named):
    source = sqs.create_queue(QueueName="dev-events")["QueueUrl"]
    arn = ACCOUNT.format("sqs", "dev-events")
    if is_named:
        put("any text", RedriveTo=arn)
    else:  # the dead-letter queue names the only queue that may use it; moto doesn't know the attribute
        monkeypatch.setattr(DeadLetterQueue, "_only_source", lambda _: arn)
        put("any text")
    assert redrive("--all") == 0
    assert left() == []
    (message,) = sqs.receive_message(QueueUrl=source)["Messages"]
    assert message["Body"] == "any text"


@pytest.mark.parametrize(
    ("body", "attributes", "problem"),
    [
        (RECORD, {}, "add --to ARN"),
        (RECORD, {"RedriveTo": FUNCTION, "Incomplete": "NewImage.title (390009 bytes)"}, "lacks NewImage.title"),
        (
            {"DDBStreamBatchInfo": {"batchSize": 1}, "requestContext": {"functionArn": FUNCTION, "condition": "x"}},
            {},
            "only a position in the stream",
        ),
        (
            {
                "source": "aws.ses",
                "detail-type": "Email Bounced",
                "detail": {
                    "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "a@example.com"}]}
                },
            },
            {},
            "Email Bounced (Permanent): a@example.com. SES doesn't send it again",
        ),
        ({"source": "aws.ses", "detail": {"complaint": {"complainedRecipients": 1}}}, {}, "(): . SES doesn't send it"),
    ],
)
def test_what_cannot_be_redriven_stays_with_the_reason(put, left, function, capsys, body, attributes, problem):
    put(body, **attributes)
    assert redrive("--all") == 1
    assert function.calls == []
    assert left() == [json.dumps(body)]
    assert problem in capsys.readouterr().out


def test_a_letter_without_a_target_goes_to_the_one_that_the_caller_names(put, left, function):
    put({"id": 1}, ErrorMessage="from the function's own dead-letter queue")
    assert redrive("--all", "--to", FUNCTION) == 0
    assert function.calls == [(FUNCTION, "Event", {"id": 1})]
    assert left() == []


@pytest.mark.parametrize("arguments", [(), ("some-id", "--all")])
def test_either_some_letters_or_all_are_named(queue, function, capsys, arguments):
    assert redrive(*arguments) == 1
    assert "MESSAGE_ID, or add --all" in capsys.readouterr().err
    assert function.calls == []


@pytest.mark.parametrize("option", [("--rate", "0"), ("--rate", "nan"), ("--to", "dev-publish")])
def test_an_invalid_option_is_refused(queue, capsys, option):
    with pytest.raises(SystemExit):
        cli.main(["dlq", "redrive", NAME, "--all", *option])
    assert option[1] in capsys.readouterr().err


def test_at_most_the_rate_is_sent(put, function, monkeypatch):
    pauses = []
    monkeypatch.setattr("slipway.dead_letters.redrive.time.sleep", pauses.append)
    for _ in range(3):
        put(RECORD, RedriveTo=FUNCTION)
    assert cli.main(["dlq", "redrive", NAME, "--all", "--rate", "4"]) == 0
    assert pauses == [0.25] * 3


@pytest.fixture
def source(sqs):
    """The queue that the letters come from."""
    return sqs.create_queue(QueueName="dev-events")["QueueUrl"]


@pytest.fixture
def calls(sqs, monkeypatch):
    """``calls(operation, effect)`` counts the entries of each call, and calls ``effect`` with the number of calls."""

    def count(operation, effect=lambda _number: None, *, after=False):
        found, client = [], Target.client

        def counted(self, name):
            made = client(self, name)
            if name == "sqs":
                original = getattr(made, operation)

                def call(**parameters):
                    found.append(len(parameters.get("Entries", [])))
                    if not after:
                        effect(len(found))
                    result = original(**parameters)
                    if after:
                        effect(len(found))
                    return result

                monkeypatch.setattr(made, operation, call)
            return made

        monkeypatch.setattr(Target, "client", counted)
        return found

    return count


def bodies(sqs, url):
    """Receive and delete all messages that anybody can receive."""
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            found.append(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


SOURCE = ACCOUNT.format("sqs", "dev-events")


def test_a_queue_gets_its_messages_in_batches(sqs, put, left, source, calls, capsys):
    for number in range(25):
        put(f"message {number}", RedriveTo=SOURCE)
    sent, deleted = calls("send_message_batch"), calls("delete_message_batch")
    assert redrive("--all") == 0
    assert sent == deleted
    assert (sum(sent), max(sent), left()) == (25, 10, [])
    assert sorted(bodies(sqs, source)) == sorted(f"message {number}" for number in range(25))
    assert "25 redriven, 0 failed, 0 came back" in capsys.readouterr().out


@pytest.mark.parametrize(("rate", "sizes", "pauses"), [("4", [4, 4, 1], [1, 1, 0.25]), ("0.5", [1] * 9, [2] * 9)])
def test_a_batch_has_the_rate_as_its_limit(put, source, calls, monkeypatch, rate, sizes, pauses):
    found = []
    monkeypatch.setattr("slipway.dead_letters.redrive.time.sleep", found.append)
    for number in range(9):
        put(f"message {number}", RedriveTo=SOURCE)
    sent = calls("send_message_batch")
    assert cli.main(["dlq", "redrive", NAME, "--all", "--rate", rate]) == 0
    assert (sent, found) == (sizes, pauses)


def test_a_batch_has_no_more_bytes_than_sqs_accepts(sqs, put, left, source, calls):
    for _ in range(3):
        put("é" * 60_000, RedriveTo=SOURCE)
    sent = calls("send_message_batch")
    assert redrive("--all") == 0
    assert (sent, left()) == ([2, 1], [])
    assert len(bodies(sqs, source)) == 3


def test_queues_and_functions_are_not_mixed_in_a_batch(sqs, put, left, source, function, calls):
    put("first", RedriveTo=SOURCE)
    put(RECORD, RedriveTo=FUNCTION)
    put("unknown")
    put("second", RedriveTo=SOURCE)
    sent = calls("send_message_batch")
    assert redrive("--all") == 1
    assert sum(sent) == 2
    assert sorted(bodies(sqs, source)) == ["first", "second"]
    assert (len(function.calls), left()) == (1, ["unknown"])


def test_the_message_attributes_are_sent_too(sqs, put, source):
    put("any text", RedriveTo=SOURCE, Reason="x", Type="MovieCreated")
    assert redrive("--all") == 0
    (message,) = sqs.receive_message(QueueUrl=source, MessageAttributeNames=["All"])["Messages"]
    assert message["MessageAttributes"] == {"Type": {"DataType": "String", "StringValue": "MovieCreated"}}


def test_a_fifo_queue_gets_its_message_in_its_group(sqs, capsys):
    url = sqs.create_queue(QueueName=f"{NAME}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    back = sqs.create_queue(QueueName="dev-events.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    target = {"RedriveTo": {"DataType": "String", "StringValue": ACCOUNT.format("sqs", "dev-events.fifo")}}
    sqs.send_message(
        QueueUrl=url, MessageBody="x", MessageAttributes=target, MessageGroupId="g", MessageDeduplicationId="d"
    )
    assert cli.main(["dlq", "redrive", f"{NAME}.fifo", "--all"]) == 0
    (message,) = sqs.receive_message(QueueUrl=back, AttributeNames=["All"])["Messages"]
    assert (message["Body"], message["Attributes"]["MessageGroupId"]) == ("x", "g")
    assert message["Attributes"]["MessageDeduplicationId"] != "d"


@pytest.mark.parametrize(
    ("operation", "after"),
    [
        ("send_message_batch", False),
        ("send_message_batch", True),
        ("delete_message_batch", False),
        ("delete_message_batch", True),
        ("receive_message", False),
    ],
)
def test_an_interruption_loses_nothing(sqs, put, queue, source, calls, capsys, operation, after):
    wanted = [f"message {number:02}" for number in range(25)]
    for body in wanted:
        put(body, RedriveTo=SOURCE)

    def interrupt(number):
        if number == 2:
            raise KeyboardInterrupt

    calls(operation, interrupt, after=after)

    assert redrive("--all") == 130

    done, failed, _ = capsys.readouterr().out.splitlines()[-1].split(", ")
    assert (done.endswith("redriven"), failed) == (True, "0 failed")
    # Of the letters that the interrupted call has sent, each is in one queue or in both.
    returned, stayed = bodies(sqs, source), bodies(sqs, queue)
    assert set(returned) | set(stayed) == set(wanted)
    assert len(returned) + len(stayed) - len(wanted) in (0, 10)
    assert int(done.split()[0]) <= len(returned)


def test_a_letter_that_the_queue_refuses_stays(put, left, source, monkeypatch, capsys):
    put("accepted", RedriveTo=SOURCE)
    put("refused", RedriveTo=SOURCE)
    client = Target.client

    def refusing(self, name):
        made = client(self, name)
        if name == "sqs":
            send = made.send_message_batch

            def send_message_batch(QueueUrl, Entries):  # noqa: N803 - boto3's names
                entries = [entry for entry in Entries if entry["MessageBody"] == "accepted"]
                failed = [{"Id": entry["Id"], "Code": "InternalError"} for entry in Entries if entry not in entries]
                return send(QueueUrl=QueueUrl, Entries=entries) | {"Failed": failed}

            monkeypatch.setattr(made, "send_message_batch", send_message_batch)
        return made

    monkeypatch.setattr(Target, "client", refusing)
    assert redrive("--all") == 1
    assert left() == ["refused"]
    output = capsys.readouterr().out
    assert "InternalError" in output
    assert "1 redriven, 1 failed, 0 came back" in output


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"requestContext": {"functionArn": 7, "condition": ["x"]}, "responsePayload": {"errorMessage": {"a": 1}}}',
        '{"requestContext": null, "responsePayload": "["}',
        '{"dynamodb": "x"}',
        "\ud800".encode("utf-8", "replace").decode(),
        "null",
    ],
)
def test_no_letter_stops_the_commands(put, source, left, function, capsys, body):
    put(body)
    put("any text", RedriveTo=SOURCE)
    assert cli.main(["dlq", "show", NAME]) == 0
    assert cli.main(["dlq", "show", NAME, "--json"]) == 0
    assert redrive("--all") == 1
    assert left() == [body]
    assert "1 redriven, 1 failed, 0 came back" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [[], "text", 7, None])
@pytest.mark.parametrize("error", [None, "Unhandled"])
def test_a_function_can_answer_anything(put, function, answer, error):
    put(RECORD, RedriveTo=FUNCTION)
    function.answer, function.error = lambda _event: answer, error
    assert redrive("--all") == (1 if error else 0)


@pytest.mark.parametrize("command", [("show", NAME), ("redrive", NAME, "--all")])
def test_a_letter_that_is_visible_again_is_not_read_twice(put, left, capsys, monkeypatch, command):
    monkeypatch.setattr("slipway.dead_letters.queue._VISIBILITY_TIMEOUT", 0)
    id_ = put({"unknown": 1})
    cli.main(["dlq", *command])
    assert capsys.readouterr().out.count(id_) == 1
    assert len(left()) == 1


def test_show_prints_the_reasons_and_leaves_the_letters(put, left, capsys):
    id_ = put(RECORD, Reason="malformed\nmovie", RedriveTo=FUNCTION)
    assert cli.main(["dlq", "show", NAME]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(id_)
    assert line.endswith("malformed movie")
    assert cli.main(["dlq", "show", NAME, "--json"]) == 0
    letter = json.loads(capsys.readouterr().out)
    assert letter["payload"] == {"Records": [RECORD]}
    assert letter["redrive_to"] == FUNCTION
    assert left() == [json.dumps(RECORD)]


def test_list_counts_the_letters_of_the_environments_queues(sqs, put, capsys):
    sqs.create_queue(QueueName="dev-movie-events")
    sqs.create_queue(QueueName="prod-publish-dead-letter")
    put(RECORD)
    assert cli.main(["dlq", "list"]) == 0
    assert capsys.readouterr().out == f"     1  {NAME}\n"


@pytest.mark.parametrize("name", ["dev-nothing", "", "a b", "x" * 81, "dev/letters", "arn:aws:sqs:eu-central-1:1:a"])
def test_a_queue_that_does_not_exist_is_one_line(sqs, capsys, name):
    assert cli.main(["dlq", "show", name]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == f"slipway: there is no queue {name!r}: `slipway dlq list` prints the names"
    assert all("on AWS" in line for line in lines[:-1])


@pytest.mark.parametrize("hours", [-1, 1])
def test_what_came_back_does_not_depend_on_the_clock_of_this_machine(
    sqs, put, left, function, capsys, monkeypatch, hours
):
    now, dated = datetime.now(UTC), DeadLetterQueue.batches

    class Clock:
        time = staticmethod(lambda: now.timestamp() + hours * 3600)
        sleep = staticmethod(lambda _: None)

    def as_aws(response):
        response["ResponseMetadata"]["HTTPHeaders"]["date"] = format_datetime(now, usegmt=True)
        return response

    put(RECORD, RedriveTo=FUNCTION)
    function.answer = lambda _event: put(RECORD, RedriveTo=FUNCTION) and {}
    client = Target.client

    def client_with_date(self, name):
        made = client(self, name)
        if name == "sqs":
            made.meta.events.register("after-call.sqs.GetQueueUrl", lambda parsed, **_: as_aws(parsed) and None)
        return made

    def batches(self):
        for letters in dated(self):  # a letter that comes back arrives a minute later
            minutes = 1 if function.calls else -1
            yield [replace(letter, sent=now + timedelta(minutes=minutes)) for letter in letters]

    monkeypatch.setattr(Target, "client", client_with_date)
    monkeypatch.setattr(DeadLetterQueue, "batches", batches)
    monkeypatch.setattr("slipway.dead_letters.queue.time", Clock)
    monkeypatch.setattr("slipway.dead_letters.redrive.time", Clock)

    assert redrive("--all") == 1
    assert "1 redriven, 0 failed, 1 came back" in capsys.readouterr().out
    assert len(function.calls) == 1
