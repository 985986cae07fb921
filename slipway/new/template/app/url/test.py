def test_it_answers_with_method_and_path(app):
    answer = app.handler(EVENT, None)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"method": "POST", "path": "/"}
