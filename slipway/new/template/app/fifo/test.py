def test_messages_are_processed(app):
    assert app.handler(EVENT, None) == {"batchItemFailures": []}


@pytest.mark.parametrize("position", [0, 1])
def test_the_message_that_fails_is_delivered_again_with_those_of_its_group_after_it(app, position):
    records = [*EVENT["Records"]]
    records[position] = records[position] | {"body": "{"}
    failed = [{"itemIdentifier": record["messageId"]} for record in records[position:]]
    assert app.handler({"Records": records}, None) == {"batchItemFailures": failed}


def test_a_message_of_another_group_is_processed(app):
    first, second = EVENT["Records"]
    records = [first | {"body": "{"}, second | {"attributes": {**second["attributes"], "MessageGroupId": "2"}}]
    failed = [{"itemIdentifier": first["messageId"]}]
    assert app.handler({"Records": records}, None) == {"batchItemFailures": failed}
