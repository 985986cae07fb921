"""A model has a name that no other model of its API has, and can't be deleted while a method uses it.

A new API has the models ``Empty`` and ``Error``:
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteModel.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack replaces the model of the same name, and deletes each.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1

_Operation = Callable[..., Any]
_DRAFT = "http://json-schema.org/draft-04/schema#"
_DEFAULTS: dict[str, dict[str, Any]] = {"Empty": {}, "Error": {"properties": {"message": {"type": "string"}}}}


def apply() -> None:
    """Wrap the operations on models."""
    create, delete = apigateway_v1._create_model, apigateway_v1._delete_model
    create_api = apigateway_v1._create_rest_api

    @functools.wraps(create)
    def create_model(api_id: str, data: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        if data.get("name") in apigateway_v1._models.get(api_id, {}):
            message = "Model name already exists for this REST API"
            return apigateway_v1._v1_error("ConflictException", message, 409)
        return create(api_id, data)

    @functools.wraps(delete)
    def delete_model(api_id: str, name: str) -> Any:  # noqa: ANN401 - MiniStack's response
        if user := _user(api_id, name):
            message = f"Cannot delete model '{name}', is referenced in method request: {user}"
            return apigateway_v1._v1_error("ConflictException", message, 409)
        return delete(api_id, name)

    @functools.wraps(create_api)
    def create_rest_api(data: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        response = create_api(data)
        if response[0] == 201 and not data.get("cloneFrom"):
            for name, properties in _DEFAULTS.items():
                schema = {"$schema": _DRAFT, "title": f"{name} Schema", "type": "object", **properties}
                described = {"description": f"This is a default {name.lower()} schema model", "name": name}
                model = {**described, "contentType": "application/json", "schema": json.dumps(schema, indent=2)}
                create(json.loads(response[2])["id"], model)
        return response

    apigateway_v1._create_rest_api = create_rest_api
    apigateway_v1._create_model = create_model
    apigateway_v1._delete_model = _naming_the_missing(delete_model)
    apigateway_v1._get_model = _naming_the_missing(apigateway_v1._get_model)
    apigateway_v1._update_model = _naming_the_missing(apigateway_v1._update_model)


def _naming_the_missing(operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def run(api_id: str, name: str, *arguments: Any) -> Any:  # noqa: ANN401 - MiniStack's response
        if name not in apigateway_v1._models.get(api_id, {}):
            message = f"Invalid model name specified: {name}"
            return apigateway_v1._v1_error("NotFoundException", message, 404)
        return operation(api_id, name, *arguments)

    return run


def _user(api_id: str, model: str) -> str:
    """Return path and HTTP method of the last method whose requests have a model; empty if there is none."""
    for resource in reversed(apigateway_v1._resources.get(api_id, {}).values()):
        for verb, method in resource.get("resourceMethods", {}).items():
            if model in (method.get("requestModels") or {}).values():
                return f"{resource['path']}/{verb}"
    return ""
