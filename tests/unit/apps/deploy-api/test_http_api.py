"""A stage that a pipeline can't deploy."""

from typing import Any

import pytest
from botocore.stub import Stubber


def test_a_stage_that_deploys_itself_is_refused(load_app: Any) -> None:
    load_app("deploy-api")
    import apis

    with Stubber(apis._http) as stub:
        stage = {"ApiId": "a1b2c3", "StageName": "test"}
        stub.add_response("get_stage", {"StageName": "test", "AutoDeploy": True}, stage)
        with pytest.raises(Exception, match="stage test deploys every change itself: set auto_deploy = false"):
            apis.http_api("a1b2c3").current("test")
