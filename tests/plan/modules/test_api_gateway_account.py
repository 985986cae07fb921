import json
from pathlib import Path

MODULE = Path(__file__).parents[3] / "modules" / "api-gateway-account"


def test_region_gets_a_role_that_api_gateway_alone_assumes_and_that_only_logs(tf):
    plan = tf(MODULE, role_name="logs").plan()

    (trust,) = json.loads(plan.one("aws_iam_role", name="logs")["assume_role_policy"])["Statement"]
    assert trust["Principal"] == {"Service": "apigateway.amazonaws.com"}
    (grant,) = json.loads(plan.one("aws_iam_role_policy")["policy"])["Statement"]
    assert all(action.startswith("logs:") for action in grant["Action"])
    assert len(plan.all("aws_api_gateway_account")) == 1
