def test_a_run_is_that_of_its_time(app, caplog):
    caplog.set_level("INFO")
    app.handler(EVENT, None)
    assert caplog.messages == ["the run of 2026-11-28T22:05:00+00:00"]
