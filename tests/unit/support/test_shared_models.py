import functools

import botocore.hooks
import botocore.session
import shared_models
from botocore.handlers import BUILTIN_HANDLERS


def test_sessions_share_what_is_read():
    first, second = (botocore.session.get_session().get_component("data_loader") for _ in range(2))

    models = [loader.load_service_model("sqs", "service-2") for loader in (first, second)]

    assert models[0]["shapes"] is models[1]["shapes"]


def test_what_a_client_changes_in_its_model_is_not_in_that_of_another_session():
    session = botocore.session.get_session()
    session.set_credentials("AKIAEXAMPLE", "secret")
    client = session.create_client("s3", region_name="eu-central-1")
    client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "key"})

    uris = [
        each.get_service_model("s3").operation_model("GetObject").http["requestUri"]
        for each in (session, botocore.session.get_session())
    ]

    assert uris == ["/{Key+}", "/{Bucket}/{Key+}"]


def clients(*services):
    """Clients, each of another session."""
    for service in services:
        session = botocore.session.get_session()
        session.set_credentials("AKIAEXAMPLE", "secret")
        yield session.create_client(service, region_name="eu-central-1")


def test_a_handler_of_a_client_is_not_called_for_another_one():
    first, second = clients("cloudwatch", "cloudwatch")
    called = []
    first.meta.events.register("look.cloudwatch.Metric", lambda **_: called.append("first"))
    second.meta.events.register("look.monitoring.Metric", lambda **_: called.append("second"))

    second.meta.events.emit("look.monitoring.Metric")

    assert called == ["second"]
    first.meta.events.emit("look.cloudwatch.Metric")  # the older name of the same event
    assert called == ["second", "first"]


def test_the_rules_of_endpoints_are_parsed_once_for_a_service():
    rules = [each._ruleset_resolver._provider.ruleset for each in clients("sqs", "sqs", "sns")]

    assert rules[0] is rules[1]
    assert rules[0] is not rules[2]
    assert [each.meta.endpoint_url for each in clients("sqs", "sns")] == [
        "https://sqs.eu-central-1.amazonaws.com",
        "https://sns.eu-central-1.amazonaws.com",
    ]


def test_botocore_takes_the_same_handlers_for_ones_with_more_keywords():
    class Handler:
        def few(self, params): ...
        def more(self, params, **kwargs): ...
        def __call__(self, params, **kwargs): ...

    handlers = [handler for _, handler, *_ in BUILTIN_HANDLERS]
    handlers += [Handler.few, Handler().few, Handler.more, Handler().more, Handler(), functools.partial(Handler().more)]

    found, known = (
        [bool(accepts_kwargs(handler)) for handler in handlers]
        for accepts_kwargs in (botocore.hooks.accepts_kwargs, shared_models.accepts_kwargs)
    )

    assert found == known
    assert set(found) == {True, False}
