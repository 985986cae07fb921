import json
from pathlib import Path
from typing import Any

import pytest

SEED = json.loads((Path(__file__).parents[4] / "iac" / "cloud-providers" / "seed.json").read_text())


@pytest.fixture(autouse=True)
def _rows(aws_account: Any) -> None:
    for provider in SEED:
        item = {name: {"S": value} for name, value in provider.items()}
        aws_account.dynamodb.put_item(TableName="providers", Item=item)


def test_the_providers_of_the_stage_are_listed(call_providers: Any) -> None:
    response = call_providers("list-cloud-providers")
    assert response["statusCode"] == 200
    assert sorted(response["json"]["providers"], key=lambda each: each["id"]) == sorted(
        SEED, key=lambda each: each["id"]
    )
    assert response["json"]["nextCursor"] is None
    assert call_providers("list-cloud-providers", stage="test")["json"] == {"providers": [], "nextCursor": None}


def test_the_pages_contain_every_provider_once(call_providers: Any) -> None:
    query, found = "limit=1", []
    while True:
        page = call_providers("list-cloud-providers", query=query)["json"]
        found += [each["id"] for each in page["providers"]]
        assert len(page["providers"]) == 1
        if page["nextCursor"] is None:
            break
        query = f"limit=1&cursor={page['nextCursor']}"
    assert sorted(found) == sorted(each["id"] for each in SEED)


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=1,2", "limit=1&limit=2", "limit=", "cursor=x"])
def test_an_invalid_parameter_is_a_400(call_providers: Any, query: str) -> None:
    response = call_providers("list-cloud-providers", query=query)
    assert response["statusCode"] == 400
    assert response["json"].keys() == {"message", "requestId"}


@pytest.mark.parametrize("alias", ["prod", "7", "$LATEST"])
def test_the_alias_of_the_stage_and_a_version_are_accepted(call_providers: Any, alias: str) -> None:
    assert call_providers("list-cloud-providers", alias=alias)["statusCode"] == 200


@pytest.mark.parametrize(("stage", "alias"), [("prod", "test"), ("test", "prod"), ("prod", "live"), ("other", "other")])
def test_a_stage_does_not_reach_the_table_of_another(call_providers: Any, stage: str, alias: str) -> None:
    response = call_providers("list-cloud-providers", stage=stage, alias=alias)
    assert (response["statusCode"], response["json"]["message"]) == (500, "Internal server error")
