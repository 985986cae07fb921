"""What goes wrong on the way from a change to its e-mail loses nothing, repeats nothing and blocks nobody."""

import json

import pytest

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


def _event(event_id, title):
    movie = {"id": "1", "title": title, "rating": 5, "genres": []}
    time = "2026-11-21T12:00:00+00:00"
    return json.dumps(
        {"id": event_id, "version": 1, "type": "MovieCreated", "time": time, "correlationId": "test", "movie": movie}
    )


def _publish(aws, stack, *bodies):
    attributes = {"Type": {"DataType": "String", "StringValue": "MovieCreated"}}
    aws("sns").publish_batch(
        TopicArn=stack.topic_arn,
        PublishBatchRequestEntries=[
            {"Id": str(number), "Message": body, "MessageAttributes": attributes} for number, body in enumerate(bodies)
        ],
    )


def test_an_event_that_is_delivered_twice_is_mailed_once(aws, stack, unique_name, mails, eventually):
    event = _event(unique_name, unique_name)
    _publish(aws, stack, event, event)
    _publish(aws, stack, event)
    _publish(aws, stack, _event(f"{unique_name}-last", f"{unique_name} last"))

    def the_last_is_mailed():
        assert mails(f"{unique_name} last")

    eventually(the_last_is_mailed)
    assert [mail["Subject"] for mail in mails(unique_name)].count(f"New movie added: {unique_name}") == 1


@pytest.mark.parametrize("poison", ["no JSON", "{}", '{"version": 1, "type": "MovieSold"}'])
def test_a_message_that_isnt_an_event_goes_to_the_dead_letter_queue_with_its_reason_and_the_others_go_through(
    aws, stack, unique_name, mails, eventually, queued, poison
):
    body = f"{poison} {unique_name}" if poison == "no JSON" else poison
    _publish(
        aws, stack, _event(f"{unique_name}-1", f"{unique_name} 1"), body, _event(f"{unique_name}-2", f"{unique_name} 2")
    )
    found = []

    def the_others_are_mailed_and_it_is_set_aside():
        found.extend(queued(stack.dead_letter_queue_urls["email-notification"]))
        assert [message for message in found if message["Body"] == body]
        assert len(mails(unique_name)) == 2

    eventually(the_others_are_mailed_and_it_is_set_aside)
    (message,) = [message for message in found if message["Body"] == body]
    assert message["MessageAttributes"]["Reason"]["StringValue"]


def test_a_mailer_that_fails_for_a_while_loses_no_mail_and_sends_none_twice(
    create, without, quick_redelivery, unique_name, mails, eventually, logged
):
    with without("email-notification", "ses:SendEmail"):
        create()

        def it_fails():
            assert logged("email-notification", "AccessDenied")

        eventually(it_fails)
        assert mails(unique_name) == []

    def it_is_mailed():
        assert len(mails(unique_name)) == 1

    eventually(it_is_mailed)


def test_a_mail_that_never_goes_out_ends_in_the_dead_letter_queue_with_its_reason(
    create, without, quick_redelivery, unique_name, mails, eventually, queued, stack
):
    found = []
    with without("email-notification", "ses:SendEmail"):
        create()

        def it_is_set_aside():
            found.extend(queued(stack.dead_letter_queue_urls["email-notification"]))
            assert [message for message in found if unique_name in message["Body"]]

        eventually(it_is_set_aside, timeout=60)
    (message,) = [message for message in found if unique_name in message["Body"]]
    assert "AccessDenied" in message["MessageAttributes"]["Reason"]["StringValue"]
    assert mails(unique_name) == []


def test_a_publisher_that_fails_for_a_while_loses_no_event(create, without, unique_name, mails, eventually, logged):
    with without("publish-movie-events", "sns:Publish"):
        create()

        def it_fails():
            assert logged("publish-movie-events", "AuthorizationError")

        eventually(it_fails)

    def it_is_mailed():
        assert len(mails(unique_name)) == 1

    eventually(it_is_mailed)


def test_a_change_that_isnt_a_movie_goes_to_the_dead_letter_queue_with_its_reason_and_the_others_go_through(
    put_item, create, stack, unique_name, mails, eventually, queued
):
    put_item(id=unique_name, genres="none")
    create()
    found = []

    def it_is_set_aside_and_the_other_is_mailed():
        found.extend(queued(stack.dead_letter_queue_urls["publish-movie-events"]))
        assert [message for message in found if unique_name in message["Body"]]
        assert len(mails(unique_name)) == 1

    eventually(it_is_set_aside_and_the_other_is_mailed)
    (message,) = [message for message in found if unique_name in message["Body"]]
    assert message["MessageAttributes"]["Reason"]["StringValue"]
