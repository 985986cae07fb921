"""https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json has the
ARNs of GetFunction (test_alias_lifecycle).
"""

import io
import zipfile

import pytest

SOURCE = "def handler(event, context):\n    return context.invoked_function_arn\n"


@pytest.fixture
def published(aws, function):
    """The client and the ARN, without a qualifier, of a function whose creation published version 1, the alias live."""
    arn = ":".join(function(aws, SOURCE).split(":")[:7])
    aws("lambda").get_waiter("function_active_v2").wait(FunctionName=arn)
    return aws("lambda"), arn


def arns(configurations):
    return [configuration["FunctionArn"] for configuration in configurations]


@pytest.mark.parametrize("qualifier", ["1", "live", "$LATEST"])
def test_a_function_has_the_qualifier_that_was_asked_for(published, qualifier):
    client, arn = published
    qualified = f"{arn}:{qualifier}"
    for names in ({"FunctionName": arn, "Qualifier": qualifier}, {"FunctionName": qualified}):
        assert client.get_function_configuration(**names)["FunctionArn"] == qualified
        assert client.get_function(**names)["Configuration"]["FunctionArn"] == qualified
    assert client.get_function(FunctionName=arn)["Configuration"]["FunctionArn"] == arn


def test_versions_are_listed_with_their_numbers(published):
    client, arn = published
    expected = [f"{arn}:{version}" for version in ("$LATEST", "1")]
    assert arns(client.list_versions_by_function(FunctionName=arn)["Versions"]) == expected
    found = arns(client.get_paginator("list_functions").paginate(FunctionVersion="ALL").search("Functions[]"))
    assert [name for name in found if name.startswith(f"{arn}:")] == expected
    found = arns(client.get_paginator("list_functions").paginate().search("Functions[]"))
    assert [name for name in found if name.startswith(arn)] == [arn]


def test_versions_are_listed_in_pages(published):
    client, _ = published
    pages = client.get_paginator("list_functions").paginate(FunctionVersion="ALL", PaginationConfig={"PageSize": 1})
    found = [arns(page["Functions"]) for page in pages]
    assert {len(page) for page in found} == {1}
    assert len({name for page in found for name in page}) == len(found)


def test_an_update_that_publishes_returns_the_arn_of_the_version(published):
    client, arn = published
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", f"{SOURCE}# changed\n")
    updated = client.update_function_code(FunctionName=arn, ZipFile=buffer.getvalue(), Publish=True)
    assert (updated["FunctionArn"], updated["Version"]) == (f"{arn}:2", "2")
    client.get_waiter("function_updated_v2").wait(FunctionName=arn)
    again = client.publish_version(FunctionName=arn)
    assert (again["FunctionArn"], again["Version"]) == (f"{arn}:2", "2")


@pytest.mark.upstream
def test_unpatched_ministack_lists_no_versions(unpatched_aws, function):
    client, arn = unpatched_aws("lambda"), function(unpatched_aws, SOURCE)
    name = arn.split(":")[6]
    found = client.list_functions(FunctionVersion="ALL")["Functions"]
    assert [each["Version"] for each in found if each["FunctionName"] == name] == ["$LATEST"]
