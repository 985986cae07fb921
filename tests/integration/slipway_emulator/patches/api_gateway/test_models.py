"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json"""

import json

import pytest
from botocore.exceptions import ClientError

SCHEMA = '{"type": "object"}'


def refusal(call, **parameters):
    with pytest.raises(ClientError) as error:
        call(**parameters)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def create(aws, api_id, name="Movie"):
    model = {"name": name, "contentType": "application/json", "schema": SCHEMA}
    return aws("apigateway").create_model(restApiId=api_id, **model)


def test_a_model_in_use_remains_and_its_name_is_its_own(aws, rest_api):
    client, model = aws("apigateway"), {"restApiId": rest_api.id, "modelName": "Movie"}
    create(aws, rest_api.id)
    with pytest.raises(ClientError, match="Model name already exists for this REST API"):
        create(aws, rest_api.id)
    method = {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "ANY"}
    client.put_method(**method, authorizationType="NONE", requestModels={"application/json": "Movie"})
    used = ("ConflictException", "Cannot delete model 'Movie', is referenced in method request: //ANY")
    assert refusal(client.delete_model, **model) == used
    client.delete_method(**method)
    client.delete_model(**model)
    missing = ("NotFoundException", "Invalid model name specified: Movie")
    patch = {"op": "replace", "path": "/description", "value": "a"}
    assert refusal(client.get_model, **model) == missing
    assert refusal(client.delete_model, **model) == missing
    assert refusal(client.update_model, **model, patchOperations=[patch]) == missing


def test_a_new_api_has_two_models(aws, rest_api):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"""
    models = {each["name"]: each["schema"] for each in aws("apigateway").get_models(restApiId=rest_api.id)["items"]}
    assert set(models) == {"Empty", "Error"}
    assert json.loads(models["Error"])["properties"] == {"message": {"type": "string"}}


@pytest.mark.upstream
def test_unpatched_ministack_replaces_a_model(unpatched_aws):
    api_id = unpatched_aws("apigateway").create_rest_api(name="a")["id"]
    ids = {create(unpatched_aws, api_id)["id"] for _ in range(2)}
    assert len(ids) == 2
