"""The effects of an invocation as text, and the difference of two."""

import json

from slipway.functions import effects
from slipway.local.invocations import Recorded

ID = "0d9c1c4b-5e0a-4a53-a4f4-7c1d0a1f2f5d"
OTHER = "ffffffff-5e0a-4a53-a4f4-7c1d0a1f2f5d"


def invocation(*calls, response=None, failed=False):
    arn = "arn:aws:lambda:eu-central-1:123456789012:function:dev-get-movie"
    return Recorded(arn, "1", ID, 0, {}, [*calls], response, failed)


def call(operation, error=None, **values):
    return {"operation": operation, "input": values, **({"error": error} if error else {})}


def test_each_value_of_a_call_and_of_the_response_is_a_line():
    publish = call("sns:Publish", Message=json.dumps({"id": 7, "tags": ["a", {}]}), Subject="{no JSON")
    mail = call("ses:SendEmail", error="MessageRejected", Body="Hello,\nworld\x1b[2J\n")

    assert effects.lines(invocation(publish, mail, response={"statusCode": 201, "body": '{"id": 7}'})) == [
        "sns:Publish",
        "  Message.id = 7",
        '  Message.tags[0] = "a"',
        "  Message.tags[1] = {}",
        '  Subject = "{no JSON"',
        "ses:SendEmail, refused: MessageRejected",
        "  Body =",
        "    Hello,",
        "    world [2J",
        "returned",
        "  body.id = 7",
        "  statusCode = 201",
    ]
    assert effects.lines(invocation(response=None)) == ["returned", "  null"]


def test_an_error_is_shown_without_its_stack_trace():
    error = {"errorType": "ValueError", "errorMessage": "no rating", "stackTrace": ["File x"], "requestId": ID}

    assert effects.lines(invocation(response=error, failed=True)) == [
        "failed",
        '  errorMessage = "no rating"',
        '  errorType = "ValueError"',
    ]


def test_ids_and_times_are_not_a_difference():
    before = [f"id = {ID}", "at = 2026-11-29T08:12:40.118Z", "expires = 1790000000", "ms = 1790000000123"]
    after = [f"id = {OTHER}", "at = 2026-11-30T09:00:00+00:00", "expires = 1790000009.5", "ms = 1790000009123"]

    for lines, digit in ((before, "1"), (after, "2")):
        lines.append(f"traceparent = 00-{digit * 32}-{digit * 16}-0{digit}")

    assert effects.difference(before, after) == ([f"  {line}" for line in after], False)


def test_what_changed_is_marked_at_its_place():
    before = ["dynamodb:PutItem", "  rating = 7", "ses:SendEmail", "returned"]
    after = ["dynamodb:PutItem", "  rating = 8", "returned"]

    shown, is_different = effects.difference(before, after)
    assert is_different
    assert shown == [
        "  dynamodb:PutItem",
        "-   rating = 7",
        "- ses:SendEmail",
        "+   rating = 8",
        "  returned",
    ]


def test_a_short_number_is_compared():
    assert effects.difference(["year = 1995"], ["year = 1996"])[1]
