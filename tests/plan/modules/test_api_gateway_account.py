import json

from validations import assert_each_refuses


def test_role_is_for_api_gateway_alone_and_only_writes_logs(tf_module):
    plan = tf_module("modules/api-gateway-account", role_name="logs", role={"path": "/slipway/dev/"}).plan()

    (trust,) = json.loads(plan.one("aws_iam_role", name="logs")["assume_role_policy"])["Statement"]
    assert plan.one("aws_iam_role")["path"] == "/slipway/dev/"
    assert trust["Principal"] == {"Service": "apigateway.amazonaws.com"}
    (grant,) = json.loads(plan.one("aws_iam_role_policy")["policy"])["Statement"]
    assert all(action.startswith("logs:") for action in grant["Action"])
    assert len(plan.all("aws_api_gateway_account")) == 1


def test_every_validation_refuses_a_case(tf_module):
    cases = {
        "role_name_with_a_space": {"role_name": "the role"},
        "role_path_without_slash_at_the_end": {"role": {"path": "/slipway/dev"}},
    }
    assert_each_refuses(tf_module, "api-gateway-account", {}, cases)
