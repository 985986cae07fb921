"""PublishVersion's two preconditions, https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html."""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context): return 'changed'\n"


@pytest.fixture
def changed(function):
    """``changed(aws)`` returns the name and the configuration of a function that has changed since version 1."""

    def make(aws):
        client = aws("lambda")
        name = function(aws, SOURCE).split(":")[6]
        client.get_waiter("function_active_v2").wait(FunctionName=name)
        client.update_function_configuration(FunctionName=name, MemorySize=256)
        client.get_waiter("function_updated_v2").wait(FunctionName=name)
        return name, client.get_function(FunctionName=name)["Configuration"]

    return make


def versions(aws, name):
    return [version["Version"] for version in aws("lambda").list_versions_by_function(FunctionName=name)["Versions"]]


@pytest.mark.parametrize(
    ("precondition", "code"),
    [
        ({"CodeSha256": "A" * 43 + "="}, "InvalidParameterValueException"),
        ({"RevisionId": "11111111-1111-1111-1111-111111111111"}, "PreconditionFailedException"),
    ],
    ids=["CodeSha256", "RevisionId"],
)
def test_a_version_that_the_caller_does_not_expect_is_not_published(aws, changed, precondition, code):
    name, _ = changed(aws)
    with pytest.raises(ClientError) as error:
        aws("lambda").publish_version(FunctionName=name, **precondition)
    assert error.value.response["Error"]["Code"] == code
    assert versions(aws, name) == ["$LATEST", "1"]


@pytest.mark.parametrize("precondition", ["CodeSha256", "RevisionId"])
def test_a_version_that_the_caller_expects_is_published(aws, changed, precondition):
    name, latest = changed(aws)
    published = aws("lambda").publish_version(FunctionName=name, **{precondition: latest[precondition]})
    assert (published["Version"], published["MemorySize"]) == ("2", 256)


def test_a_missing_function_is_not_found(aws):
    with pytest.raises(ClientError) as error:
        aws("lambda").publish_version(FunctionName="nowhere", CodeSha256="A" * 43 + "=")
    assert error.value.response["Error"]["Code"] == "ResourceNotFoundException"


@pytest.mark.upstream
def test_unpatched_ministack_publishes_another_version(unpatched_aws, changed):
    name, _ = changed(unpatched_aws)
    published = unpatched_aws("lambda").publish_version(FunctionName=name, CodeSha256="A" * 43 + "=")
    assert published["Version"] == "2"
