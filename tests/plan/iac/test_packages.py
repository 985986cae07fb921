"""The stack of packages as it would be made, and the input that it refuses."""

import json

import pytest
from repository import ROOT
from validations import assert_refused

REFUSED = {
    "waits_of_no_time": ({"waits": {"first_seconds": 0}}, "whole numbers"),
    "waits_without_end": ({"waits": {"attempts": 100}}, "attempts from 1 to 20"),
}


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/packages")


def test_a_caller_needs_a_key_with_limits(plan):
    assert [each["api_key_required"] for each in plan.all("aws_api_gateway_method", http_method="DELETE")] == [True]
    usage_plan = plan.one("aws_api_gateway_usage_plan")
    assert usage_plan["quota_settings"] == [{"limit": 1000, "offset": 0, "period": "DAY"}]


def test_the_longest_wait_is_shorter_than_the_execution():
    """Of 20 looks, the most that waits.attempts allows, each after at most 300 s."""
    definition = json.loads((ROOT / "iac" / "packages" / "delete-package.asl.json").read_text())
    assert definition["TimeoutSeconds"] > 20 * 300


def test_input_is_refused_with_what_to_write_instead(tf, stack_module):
    assert_refused(tf, stack_module("iac/packages"), {}, REFUSED)
