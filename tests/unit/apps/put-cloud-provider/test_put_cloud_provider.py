from typing import Any

import pytest

PROVIDER = {"id": "example", "name": "Example Cloud", "website": "https://cloud.example.com"}


def post(call_providers: Any, body: Any = PROVIDER, **options: Any) -> Any:
    return call_providers("put-cloud-provider", body=body, **options)


def test_a_new_provider_is_stored_in_the_table_of_the_stage(aws_account: Any, call_providers: Any) -> None:
    response = post(call_providers, stage="test")
    assert (response["statusCode"], response["json"]) == (201, PROVIDER)
    assert aws_account.items("providers-test") == [{name: {"S": value} for name, value in PROVIDER.items()}]
    assert aws_account.items("providers") == []


def test_a_repeated_request_changes_nothing(aws_account: Any, call_providers: Any) -> None:
    assert [post(call_providers)["statusCode"] for _ in range(3)] == [201, 200, 200]
    assert len(aws_account.items("providers")) == 1


def test_another_provider_with_the_id_is_a_409(aws_account: Any, call_providers: Any) -> None:
    post(call_providers)
    response = post(call_providers, {**PROVIDER, "name": "Other"})
    assert response["statusCode"] == 409
    assert response["json"]["message"] == "There is another provider with the id 'example'."
    assert response["json"]["requestId"] == "JKJaXmPLvHcESHA="
    assert [item["name"]["S"] for item in aws_account.items("providers")] == ["Example Cloud"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        [],
        {},
        {**PROVIDER, "id": ""},
        {**PROVIDER, "id": "With Space"},
        {**PROVIDER, "id": "x" * 65},
        {**PROVIDER, "id": "example\n"},
        {**PROVIDER, "name": " "},
        {**PROVIDER, "name": "\u200b"},
        {**PROVIDER, "name": "Example\u0000"},
        {**PROVIDER, "name": 1},
        {**PROVIDER, "website": "http://cloud.example.com"},
        {**PROVIDER, "website": "javascript:alert(1)"},
        {**PROVIDER, "website": "https://cloud.example.com\n"},
        {**PROVIDER, "rank": "1"},
    ],
    ids=str,
)
def test_an_invalid_body_is_a_400(aws_account: Any, call_providers: Any, body: Any) -> None:
    response = post(call_providers, body)
    assert response["statusCode"] == 400
    assert response["json"].keys() == {"message", "requestId"}
    assert aws_account.items("providers") == []


def test_another_content_type_is_a_415(call_providers: Any) -> None:
    assert post(call_providers, headers={"content-type": "text/plain"})["statusCode"] == 415


def test_a_lost_response_is_a_success(
    aws_account: Any, call_providers: Any, load_app: Any, lose_first_answer: Any
) -> None:
    app = load_app("put-cloud-provider")
    lose_first_answer(app.dynamodb, "PutItem")
    assert post(lambda _, **options: call_providers(app, **options))["statusCode"] == 200
    assert len(aws_account.items("providers")) == 1


@pytest.mark.parametrize("stored", [{}, {"name": {"N": "1"}}, {"name": {"NULL": True}, "website": {"L": []}}])
def test_an_item_of_another_kind_is_a_409(aws_account: Any, call_providers: Any, stored: Any) -> None:
    aws_account.dynamodb.put_item(TableName="providers", Item={"id": {"S": "example"}} | stored)
    assert post(call_providers)["statusCode"] == 409


def test_no_precondition_is_evaluated(aws_account: Any, call_providers: Any) -> None:
    """A provider has no entity tag: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1."""
    for value in ("*", '"1"', "1", "", '"'):
        headers = {"content-type": "application/json", "if-match": value, "if-none-match": value}
        assert post(call_providers, headers=headers)["statusCode"] in (200, 201)
    assert len(aws_account.items("providers")) == 1
