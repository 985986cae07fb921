"""A usage plan has a throttle and a quota only if it was given them.

https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html

MiniStack returns empty objects, which each of Terraform's plans removes.
"""

import functools
import json
from typing import Any

from ministack.services import apigateway_v1


def apply() -> None:
    """Remove the empty objects when a plan is created."""
    create = apigateway_v1._create_usage_plan

    @functools.wraps(create)
    def create_usage_plan(data: dict[str, Any]) -> object:
        plan = apigateway_v1._usage_plans[json.loads(create(data)[2])["id"]]
        for name in ("throttle", "quota"):
            if not plan[name]:
                del plan[name]
        return apigateway_v1._v1_response(plan, 201)

    apigateway_v1._create_usage_plan = create_usage_plan
