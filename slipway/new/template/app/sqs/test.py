def test_messages_are_processed(app):
    assert app.handler(EVENT, None) == {"batchItemFailures": []}


def test_only_the_message_that_fails_is_delivered_again(app):
    first, second = EVENT["Records"]
    event = {"Records": [first | {"body": "{"}, second]}
    assert app.handler(event, None) == {"batchItemFailures": [{"itemIdentifier": first["messageId"]}]}
