"""The products stack as it would be made, and the input that it refuses."""

import pytest
from validations import assert_refused

FUNCTIONS = ("dev-get-product", "dev-put-product")
STARTS = {
    "snap-start": (True, None),
    "primed-call": (True, "call"),
    "primed-request": (True, "request"),
}
SCENARIOS = {
    start: {"start": start, "usage_plan": {"rate": 5, "quota": {"limit": 1000}}, "manage_api_gateway_account": True}
    for start in STARTS
}
REFUSED = {
    "start_unknown": ({"start": "warm"}, "must be plain, snap-start, primed-call or primed-request"),
    "quota_of_nothing": ({"usage_plan": {"quota": {"limit": 0}}}, "needs a limit, a whole number from 1"),
}


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/products")


@pytest.fixture(scope="module")
def plans(stack_plans):
    return stack_plans("iac/products")


def test_each_route_needs_a_key_of_the_usage_plan(plan):
    methods = {method["http_method"]: method["api_key_required"] for method in plan.all("aws_api_gateway_method")}
    assert methods == {"GET": True, "PUT": True, "ANY": False}  # ANY is the one that answers 405
    assert plan.one("aws_api_gateway_usage_plan")["throttle_settings"] == [{"rate_limit": 10, "burst_limit": 20}]
    assert plan.all("aws_api_gateway_account") == []


def test_limits_of_a_key_are_variables(plans):
    usage_plan = plans["snap-start"].one("aws_api_gateway_usage_plan")
    assert usage_plan["throttle_settings"][0]["rate_limit"] == 5
    assert (usage_plan["quota_settings"][0]["limit"], usage_plan["quota_settings"][0]["period"]) == (1000, "DAY")


def test_by_default_no_function_has_a_snapshot(plan):
    for name in FUNCTIONS:
        function = plan.one("aws_lambda_function", function_name=name)
        assert function["snap_start"] == []
        assert function["environment"][0]["variables"] == {"PRODUCTS_TABLE": "dev-products"}


@pytest.mark.parametrize("start", STARTS)
def test_a_way_to_start_is_of_both_functions(plans, start):
    has_snapshot, priming = STARTS[start]
    for name in FUNCTIONS:
        function = plans[start].one("aws_lambda_function", function_name=name)
        assert [each["apply_on"] for each in function["snap_start"]] == ["PublishedVersions"] * has_snapshot
        assert function["environment"][0]["variables"].get("PRIMING") == priming
        assert function["memory_size"] == 1024


def test_the_gateway_checks_the_body_of_a_put(plan):
    put = plan.one("aws_api_gateway_method", http_method="PUT")
    assert put["request_models"] == {"application/json": "Product"}


def test_input_is_refused_with_what_to_write_instead(tf, stack_module):
    assert_refused(tf, stack_module("iac/products"), {}, REFUSED)
