import pytest


def test_a_plan_has_only_the_limits_that_it_was_given(aws):
    client = aws("apigateway")
    plan = client.create_usage_plan(name="a")
    assert not {"throttle", "quota"} & plan.keys()
    assert not {"throttle", "quota"} & client.get_usage_plan(usagePlanId=plan["id"]).keys()
    quota = {"limit": 5, "offset": 0, "period": "DAY"}
    assert client.create_usage_plan(name="a", quota=quota)["quota"] == quota


@pytest.mark.upstream
def test_unpatched_ministack_returns_empty_limits(unpatched_aws):
    assert unpatched_aws("apigateway").create_usage_plan(name="a")["quota"] == {}
