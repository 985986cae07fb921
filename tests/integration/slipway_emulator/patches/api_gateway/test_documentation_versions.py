"""https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDocumentationVersion.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import pytest

from tests.support.service_errors import error_of


def test_a_version_is_created_updated_and_deleted(aws, rest_api):
    client, names = aws("apigateway"), {"restApiId": rest_api.id, "documentationVersion": "v1"}
    created = client.create_documentation_version(**names)
    assert set(created) - {"ResponseMetadata"} == {"version", "createdDate"}
    patch = {"op": "replace", "path": "/description", "value": "new"}
    client.update_documentation_version(**names, patchOperations=[patch])
    found = client.get_documentation_version(**names)
    assert (found["version"], found["description"]) == ("v1", "new")
    assert [each["version"] for each in client.get_documentation_versions(restApiId=rest_api.id)["items"]] == ["v1"]
    assert error_of(client.create_documentation_version, **names)[0] == "ConflictException"
    client.delete_documentation_version(**names)
    assert error_of(client.get_documentation_version, **names)[0] == "NotFoundException"


def test_an_api_that_is_not_there_is_named(aws, target):
    message = f"Invalid API identifier specified {target.access_key_id}:none"
    assert error_of(aws("apigateway").get_documentation_versions, restApiId="none") == ("NotFoundException", message)


@pytest.mark.upstream
def test_unpatched_ministack_has_no_versions(unpatched_aws, unpatched_rest_api):
    names = {"restApiId": unpatched_rest_api.id, "documentationVersion": "v1"}
    assert error_of(unpatched_aws("apigateway").create_documentation_version, **names)
