"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html"""

import pytest
from botocore.exceptions import ClientError

QUERY = "filter level = 'ERROR'"


def put(aws, name, **options):
    return aws("logs").put_query_definition(name=name, queryString=QUERY, **options)["queryDefinitionId"]


def described(aws, prefix):
    return aws("logs").describe_query_definitions(queryDefinitionNamePrefix=prefix)["queryDefinitions"]


def test_a_query_is_saved_replaced_as_a_whole_and_deleted(aws, unique_name):
    created = put(aws, f"{unique_name}/errors", logGroupNames=["/aws/lambda/a"])
    put(aws, f"{unique_name}/others")
    (first, _) = described(aws, f"{unique_name}/")
    assert (first["queryDefinitionId"], first["queryString"]) == (created, QUERY)
    assert first["logGroupNames"] == ["/aws/lambda/a"]

    assert put(aws, f"{unique_name}/changed", queryDefinitionId=created) == created
    (changed,) = described(aws, f"{unique_name}/changed")
    assert changed["logGroupNames"] == []

    assert aws("logs").delete_query_definition(queryDefinitionId=created)["success"]
    assert [each["name"] for each in described(aws, unique_name)] == [f"{unique_name}/others"]


def test_the_definitions_are_returned_in_pages(aws, unique_name):
    for number in range(3):
        put(aws, f"{unique_name}/{number}")
    options = {"queryDefinitionNamePrefix": unique_name, "maxResults": 2}
    first = aws("logs").describe_query_definitions(**options)
    second = aws("logs").describe_query_definitions(**options, nextToken=first["nextToken"])
    names = [each["name"] for page in (first, second) for each in page["queryDefinitions"]]
    assert names == [f"{unique_name}/{number}" for number in range(3)]
    assert "nextToken" not in second


def test_a_definition_that_does_not_exist_is_neither_changed_nor_deleted(aws, unique_name):
    calls = [
        lambda: put(aws, unique_name, queryDefinitionId=unique_name),
        lambda: aws("logs").delete_query_definition(queryDefinitionId=unique_name),
    ]
    for call in calls:
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            call()


@pytest.mark.upstream
def test_unpatched_ministack_saves_no_query(unpatched_aws, unique_name):
    with pytest.raises(ClientError, match="Unknown action"):
        put(unpatched_aws, unique_name)
