"""What is refused before anything changes."""

from types import ModuleType
from typing import Any

import pytest
from botocore.stub import Stubber


@pytest.fixture
def apis(load_app: Any) -> ModuleType:
    load_app("deploy-api")
    import apis

    return apis


def test_a_stage_that_deploys_itself_is_refused(apis: ModuleType) -> None:
    with Stubber(apis._http) as stub:
        stage = {"ApiId": "a1b2c3", "StageName": "test"}
        stub.add_response("get_stage", {"StageName": "test", "AutoDeploy": True}, stage)
        with pytest.raises(Exception, match="stage test deploys every change itself: set auto_deploy = false"):
            apis.http_api("a1b2c3").current("test")


@pytest.mark.parametrize(
    ("setting", "extension"),
    [
        ({"policy": "{}"}, "x-amazon-apigateway-policy"),
        ({"binaryMediaTypes": ["image/*"]}, "x-amazon-apigateway-binary-media-types"),
        ({"disableExecuteApiEndpoint": True}, "x-amazon-apigateway-endpoint-configuration"),
    ],
)
def test_a_setting_that_the_document_does_not_have_is_kept(
    apis: ModuleType, setting: dict[str, Any], extension: str
) -> None:
    (name,) = setting
    with Stubber(apis._rest) as stub:
        stub.add_response("get_rest_api", {"name": "movies"} | setting, {"restApiId": "a1b2c3"})
        with pytest.raises(Exception, match=f"would remove {name} of the API: write {extension} into the document"):
            apis.rest_api("a1b2c3").replace(b"{}")
        stub.assert_no_pending_responses()
