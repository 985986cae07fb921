"""GetStage has no ``accessLogSettings`` for a stage without an access log.

https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html

MiniStack returns an empty object, which each of Terraform's plans removes.
"""

import functools

from ministack.services import apigateway_v1


def apply() -> None:
    """Remove the empty object before a stage is returned."""
    get_stage = apigateway_v1._get_stage

    @functools.wraps(get_stage)
    def get(api_id: str, stage_name: str) -> object:
        stage = apigateway_v1._stages_v1.get(api_id, {}).get(stage_name, {})
        if not stage.get("accessLogSettings"):
            stage.pop("accessLogSettings", None)
        return get_stage(api_id, stage_name)

    apigateway_v1._get_stage = get
