"""A change becomes an event, and the event one e-mail."""

import json
from uuid import uuid4

from slipway.functions import trace, trace_view
from slipway.functions.events import FunctionLogs

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


def subjects(messages):
    return [message["Subject"] for message in messages]


def test_each_change_is_mailed_with_what_happened_and_the_title(api, movie, unique_name, mails, eventually):
    later = f"{unique_name} II"
    api.put(f"/movies/{movie['id']}", json={**HEAT, "title": later}).expect(200)
    api.delete(f"/movies/{movie['id']}").expect(204)

    def all_three():
        assert sorted(subjects(mails(unique_name))) == sorted(
            [f"New movie added: {unique_name}", f"Movie updated: {later}", f"Movie deleted: {later}"]
        )

    eventually(all_three)
    revisions = {
        mail["Subject"].partition(":")[0]: mail["BodyText"].partition("Revision:")[2].split()[0]
        for mail in mails(unique_name)
    }
    assert revisions == {"New movie added": "1", "Movie updated": "2", "Movie deleted": "3"}


def test_a_mail_is_text_and_html_with_its_values_escaped(create, unique_name, mails, eventually):
    create(title=f"{unique_name} <b>&", genres=["Sci-Fi"], rating=9)

    def one():
        assert len(mails(unique_name)) == 1

    eventually(one)
    (mail,) = mails(unique_name)
    assert f"{unique_name} <b>&" in mail["BodyText"]
    assert f"{unique_name} &lt;b&gt;&amp;" in mail["BodyHtml"]
    assert "Sci-Fi" in mail["BodyText"]
    assert mail["Source"] == "movies@dev.example.com"
    assert mail["To"] == ["editor@example.com", "owner@example.com"]


def test_an_update_that_changes_nothing_sends_nothing(api, movie, unique_name, mails, eventually):
    fields = {name: movie[name] for name in ("title", "rating", "genres")}
    api.put(f"/movies/{movie['id']}", json=fields).expect(200)
    api.put(f"/movies/{movie['id']}", json={**fields, "rating": 1}).expect(200)

    def the_later_change_is_mailed():
        assert f"Movie updated: {unique_name}" in subjects(mails(unique_name))

    eventually(the_later_change_is_mailed)
    assert sorted(subjects(mails(unique_name))) == [f"Movie updated: {unique_name}", f"New movie added: {unique_name}"]


def test_the_correlation_id_goes_from_the_request_to_the_mails_log_line(api, unique_name, logged, eventually):
    headers = {"x-correlation-id": f"trace-{unique_name}"}
    movie = api.post("/movies", json=HEAT, headers=headers).expect(201).json()
    api.delete(f"/movies/{movie['id']}", headers={"x-correlation-id": f"gone-{unique_name}"}).expect(204)

    def logged_by_the_mailer():
        for correlation_id in (f"trace-{unique_name}", f"gone-{unique_name}"):
            lines = logged("email-notification", correlation_id)
            assert [line["correlationId"] for line in lines if line["message"] == "mail sent"] == [correlation_id]

    eventually(logged_by_the_mailer)


def test_a_request_is_followed_from_the_api_to_the_mail_from_logs_alone(api, unique_name, aws, stack, eventually):
    trace_id, client = uuid4().hex, "00f067aa0ba902b7"
    headers = {"x-correlation-id": unique_name, "traceparent": f"00-{trace_id}-{client}-01", "tracestate": "congo=1"}
    response = api.post("/movies", json=HEAT, headers=headers).expect(201)
    logs = FunctionLogs(aws("logs"), stack.environment)

    def whole_path():
        spans = trace.find(logs, unique_name)
        assert [span.app for span in spans] == ["create-movie", "publish-movie-events", "email-notification"]
        assert [span.parent and span.parent.app for span in spans] == [None, "create-movie", "publish-movie-events"]
        assert {span.ids["traceId"] for span in spans} == {trace_id}
        assert [span.ids["parentSpanId"] for span in spans] == [client, *(span.ids["spanId"] for span in spans[:-1])]
        assert all(span.duration for span in spans)
        return spans

    spans = eventually(whole_path)
    for identifier in (spans[-1].ids["eventId"], trace_id):
        assert trace.find(logs, identifier)[0].app == "create-movie"
    assert f"POST /movies {response.status_code}" in trace_view.render(spans)


def test_a_request_is_logged_in_one_line_without_its_body(create, unique_name, logged, eventually):
    create(title=f"secret {unique_name}")

    def one_line_a_request():
        lines = [line for line in logged("create-movie", "correlationId") if line.get("status") == 201]
        assert lines
        assert {"requestId", "correlationId", "method", "status"} <= lines[-1].keys()

    eventually(one_line_a_request)
    assert logged("create-movie", f"secret {unique_name}") == []


def test_an_event_names_its_id_version_time_and_movie(aws, stack, create, unique_name, run_target, eventually, queued):
    queue = aws("sqs").create_queue(QueueName=unique_name)["QueueUrl"]
    arn = aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    aws("sqs").set_queue_attributes(
        QueueUrl=queue,
        Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Resource": arn}]})},
    )
    subscription = aws("sns").subscribe(
        TopicArn=stack.topic_arn,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={
            "RawMessageDelivery": "true",
            "FilterPolicy": json.dumps({"Type": ["MovieCreated"]}),
        },
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    movie = create()
    found = []

    def delivered():
        found.extend(queued(queue))
        assert [event for event in found if movie["id"] in event["Body"]]

    eventually(delivered)
    (message,) = [event for event in found if movie["id"] in event["Body"]]
    event = json.loads(message["Body"])
    assert message["MessageAttributes"]["Type"]["StringValue"] == event["type"] == "MovieCreated"
    assert event["version"] == 1
    assert event["id"]
    assert event["time"]
    assert event["movie"] == movie
    aws("sns").unsubscribe(SubscriptionArn=subscription)
    aws("sqs").delete_queue(QueueUrl=queue)
