"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    pass\n"


def revision(client, name, version="$LATEST"):
    return client.get_function(FunctionName=name, Qualifier=version)["Configuration"]["RevisionId"]


def updated(client, name):
    """Update a function; return the revisions of the response and of the completed update."""
    response = client.update_function_configuration(FunctionName=name, Description="b")
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    return response["RevisionId"], revision(client, name)


def test_each_change_of_a_function_gives_it_a_new_revision(aws, function):
    client, arn = aws("lambda"), function(aws, SOURCE).rpartition(":")[0]
    name = arn.split(":")[-1]
    ids = [revision(client, name), *updated(client, name)]
    with pytest.raises(ClientError) as error:
        client.publish_version(FunctionName=name, RevisionId=ids[1])
    assert error.value.response["Error"]["Code"] == "PreconditionFailedException"
    version = client.publish_version(FunctionName=name, RevisionId=ids[2])
    ids += [version["RevisionId"], revision(client, name)]
    client.tag_resource(Resource=arn, Tags={"a": "b"})
    ids.append(revision(client, name))
    client.untag_resource(Resource=arn, TagKeys=["a"])
    ids.append(revision(client, name))
    assert len(set(ids)) == len(ids)
    client.get_waiter("published_version_active").wait(FunctionName=name, Qualifier=version["Version"])
    assert revision(client, name, version["Version"]) == version["RevisionId"]


def test_a_second_version_without_a_change_is_the_same_version(aws, function):
    client, name = aws("lambda"), function(aws, SOURCE).split(":")[6]
    updated(client, name)
    first, second = (client.publish_version(FunctionName=name) for _ in range(2))
    assert (first["Version"], first["RevisionId"]) == (second["Version"], second["RevisionId"])


def test_a_function_has_at_most_50_tags(aws, function):
    client, arn = aws("lambda"), function(aws, SOURCE).rpartition(":")[0]
    client.tag_resource(Resource=arn, Tags={str(number): "a" for number in range(50)})
    client.tag_resource(Resource=arn, Tags={"0": "b"})
    with pytest.raises(ClientError, match=r"Number of tags exceeds resource tag limit\."):
        client.tag_resource(Resource=arn, Tags={"a": "b"})


@pytest.mark.upstream
def test_unpatched_ministack_keeps_the_revision_of_the_response(unpatched_aws, function):
    client, name = unpatched_aws("lambda"), function(unpatched_aws, SOURCE).split(":")[6]
    response, completed = updated(client, name)
    assert response == completed
