"""https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import pytest

from tests.support.service_errors import error_of


def removal(path):
    return [{"op": "remove", "path": path}]


@pytest.fixture
def stage():
    """``stage(aws, api)`` creates a stage, and returns its names."""

    def create(aws, api):
        client, names = aws("apigateway"), {"restApiId": api.id, "resourceId": api.root, "httpMethod": "GET"}
        client.put_method(**names, authorizationType="NONE")
        client.put_integration(**names, type="MOCK")
        api.deploy()
        return {"restApiId": api.id, "stageName": "live"}

    return create


@pytest.mark.parametrize("path", ["/*/*", "/a~1b/GET", "/~1/GET"])
def test_settings_are_removed_once(aws, rest_api, stage, path):
    names, update = stage(aws, rest_api), aws("apigateway").update_stage
    setting = {"op": "replace", "path": f"{path}/metrics/enabled", "value": "true"}
    (settings,) = update(**names, patchOperations=[setting])["methodSettings"].values()
    assert (settings["metricsEnabled"], "loggingLevel" in settings) == (True, False)
    assert update(**names, patchOperations=removal(path))["methodSettings"] == {}
    code, message = error_of(update, **names, patchOperations=removal(path))
    assert code == "BadRequestException"
    assert message.endswith(" because there is no method setting for this method ")


def test_a_variable_is_removed(aws, rest_api, stage):
    names, update = stage(aws, rest_api), aws("apigateway").update_stage
    update(**names, patchOperations=[{"op": "replace", "path": "/variables/a", "value": "b"}])
    assert not update(**names, patchOperations=removal("/variables/a")).get("variables")


@pytest.mark.upstream
def test_unpatched_ministack_removes_what_is_not_there(unpatched_aws, unpatched_rest_api, stage):
    names = stage(unpatched_aws, unpatched_rest_api)
    assert unpatched_aws("apigateway").update_stage(**names, patchOperations=removal("/*/*"))["stageName"] == "live"
