def test_changes_are_processed(app):
    assert app.handler(EVENT, None) == {"batchItemFailures": []}


def test_changes_are_retried_from_the_first_one_that_fails(app, monkeypatch):
    first, second, third = EVENT["Records"]
    processed = []

    def process(record):
        processed.append(record)
        if record is not first:
            raise ValueError

    monkeypatch.setattr(app, "_process", process)
    failed = [{"itemIdentifier": second["dynamodb"]["SequenceNumber"]}]
    assert app.handler({"Records": [first, second, third]}, None) == {"batchItemFailures": failed}
    assert processed == [first, second]
