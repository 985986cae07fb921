def test_messages_are_processed(app):
    assert app.handler(EVENT, None) == {"batchItemFailures": []}


@pytest.mark.parametrize("position", [0, 1])
def test_the_message_that_fails_is_delivered_again_with_those_after_it(app, position):
    records = [*EVENT["Records"]]
    records[position] = records[position] | {"body": "{"}
    failed = [{"itemIdentifier": record["messageId"]} for record in records[position:]]
    assert app.handler({"Records": records}, None) == {"batchItemFailures": failed}
