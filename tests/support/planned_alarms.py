"""Whether a module's output has its alarms by their names, as module service-alarms takes them."""

from slipway.harness.plan import Plan


def assert_in_output(plan: Plan) -> None:
    """Assert that the output ``alarm_arns`` has each planned alarm by its name, and no other."""
    change = plan["output_changes"]["alarm_arns"]
    names = {alarm["alarm_name"] for alarm in plan.all("aws_cloudwatch_metric_alarm")}
    assert set(change["after_unknown"] or change["after"]) == names
