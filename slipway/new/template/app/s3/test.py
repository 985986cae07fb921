OBJECT = EVENT["detail"]["object"]["key"]


def test_an_object_is_read_and_processed(app, monkeypatch, caplog):
    objects = {(EVENT["detail"]["bucket"]["name"], OBJECT): b"1,2"}
    monkeypatch.setattr(app, "_read", lambda bucket, key: objects[bucket, key])
    caplog.set_level("INFO")
    app.handler(EVENT, None)
    assert caplog.messages == [f"3 bytes of {OBJECT}"]


def test_an_object_that_fails_is_retried(app, monkeypatch):
    monkeypatch.setattr(app, "_read", lambda *_: b"")
    monkeypatch.setattr(app, "_process", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        app.handler(EVENT, None)
