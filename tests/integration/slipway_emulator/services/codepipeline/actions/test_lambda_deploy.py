"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-LambdaDeploy.html"""

import json
import threading

import pytest
from botocore.exceptions import ClientError
from sample_pipelines import make_function, make_role, trust

from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.actions import lambda_deploy, traffic

OLD, NEW = (f"def handler(event, context):\n    return '{text}'\n" for text in ("old", "new"))
GRANTS = ["GetAlias", "GetFunction", "GetFunctionConfiguration", "PublishVersion", "UpdateAlias", "UpdateFunctionCode"]


@pytest.fixture
def minutes(monkeypatch):
    """A minute of a deployment strategy takes a second."""
    monkeypatch.setattr(traffic, "_MINUTE", 1)


@pytest.fixture
def function(aws):
    """The name of a function whose alias ``live`` has version 1."""
    name = make_function(aws, OLD, make_role(aws, trust("lambda")))
    aws("lambda").get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    aws("lambda").publish_version(FunctionName=name)
    aws("lambda").create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    return name


@pytest.fixture
def artifact(aws, buckets, zipped, unique_name):
    """The key of an artifact with the new code."""
    aws("s3").put_object(Bucket=buckets[0], Key=unique_name, Body=zipped({"main.py": NEW}))
    return unique_name


@pytest.fixture
def deployment(context, session, function):
    """``deployment(inputs, **configuration)`` returns the context of an action whose role has the documented grants."""

    def create(inputs=(), cancelled=None, grants=GRANTS, **configuration):
        allowed = session(
            {
                "Effect": "Allow",
                "Action": [f"lambda:{name}" for name in grants],
                "Resource": f"arn:aws:lambda:*:*:function:{function}*",
            },
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
            {"Effect": "Allow", "Action": "cloudwatch:DescribeAlarms", "Resource": "*"},
        )
        more = {"cancelled": cancelled} if cancelled else {}
        return context({"FunctionName": function} | configuration, inputs=inputs, session=allowed, **more)

    return create


@pytest.fixture
def alarm(aws, unique_name):
    """The name of an alarm in the state OK."""
    aws("cloudwatch").put_metric_alarm(
        AlarmName=unique_name,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="Errors",
        Namespace="Example",
        Period=60,
        Statistic="Sum",
        Threshold=0,
        TreatMissingData="ignore",
    )
    aws("cloudwatch").set_alarm_state(AlarmName=unique_name, StateValue="OK", StateReason="test")
    return unique_name


def _alias(aws, function):
    alias = aws("lambda").get_alias(FunctionName=function, Name="live")
    return alias["FunctionVersion"], alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


def _answer(aws, function, qualifier):
    response = aws("lambda").invoke(FunctionName=function, Qualifier=qualifier)
    return json.loads(response["Payload"].read())


def test_the_artifact_becomes_a_version_and_the_alias_moves_to_it(aws, function, deployment, artifact):
    result = lambda_deploy.run(deployment([artifact], FunctionAlias="live"))

    assert result.variables == {"FunctionVersion": "2"}
    assert _alias(aws, function) == ("2", {})
    assert _answer(aws, function, "live") == "new"


def test_without_an_alias_a_version_is_published(aws, function, deployment, artifact):
    assert lambda_deploy.run(deployment([artifact])).variables == {"FunctionVersion": "2"}
    assert _alias(aws, function) == ("1", {})
    assert _answer(aws, function, "2") == "new"


@pytest.mark.usefixtures("minutes")
def test_a_linear_deployment_moves_the_alias_by_steps(aws, function, deployment, artifact):
    lambda_deploy.run(deployment([artifact]))
    seen = []
    context = deployment(FunctionAlias="live", PublishedTargetVersion="2", DeployStrategy="Linear40PercentEvery1Minute")
    object.__setattr__(context, "report", lambda **_: seen.append(_alias(aws, function)))

    lambda_deploy.run(context)

    assert seen == [("1", {"2": 0.4}), ("1", {"2": 0.8}), ("2", {})]


@pytest.mark.usefixtures("minutes")
def test_a_canary_returns_to_the_former_version_when_an_alarm_goes_off(aws, function, deployment, artifact, alarm):
    context = deployment([artifact], FunctionAlias="live", DeployStrategy="Canary10Percent600Minutes", Alarms=alarm)
    set_alarm = {"AlarmName": alarm, "StateValue": "ALARM", "StateReason": "test"}
    object.__setattr__(context, "report", lambda **_: aws("cloudwatch").set_alarm_state(**set_alarm))

    with pytest.raises(ActionError, match=f"{alarm} is in the state ALARM") as error:
        lambda_deploy.run(context)

    assert error.value.code == "JobFailed"
    assert _alias(aws, function) == ("1", {})


def test_a_stopped_canary_returns_to_the_former_version(aws, function, deployment, artifact):
    cancelled = threading.Event()
    context = deployment([artifact], cancelled, FunctionAlias="live", DeployStrategy="Canary10Percent5Minutes")
    object.__setattr__(context, "report", lambda **_: cancelled.set())

    with pytest.raises(ActionError, match="The action was stopped"):
        lambda_deploy.run(context)

    assert _alias(aws, function) == ("1", {})


def test_an_alias_with_two_versions_is_refused(aws, function, deployment, artifact):
    lambda_deploy.run(deployment([artifact]))
    weights = {"AdditionalVersionWeights": {"2": 0.1}}
    aws("lambda").update_alias(FunctionName=function, Name="live", RoutingConfig=weights)

    with pytest.raises(ActionError, match="must have exactly one version"):
        lambda_deploy.run(deployment(FunctionAlias="live", PublishedTargetVersion="2"))


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({"DeployStrategy": "AllAtOnce", "PublishedTargetVersion": "1"}, "DeployStrategy, PublishedTargetVersion of"),
        ({"FunctionAlias": "live"}, "PublishedTargetVersion of action Action is required without an input artifact"),
        ({"FunctionAlias": "live", "PublishedTargetVersion": "9"}, "has no published version 9"),
        ({"FunctionAlias": "live", "PublishedTargetVersion": "1", "Alarms": "none"}, "The alarm none doesn't exist"),
        ({"FunctionAlias": "live", "PublishedTargetVersion": "1", "Alarms": "a," * 11}, "can name 10 alarms, not 11"),
        ({"FunctionAlias": "live", "PublishedTargetVersion": "1", "Speed": "1"}, "doesn't support Speed"),
    ],
)
def test_invalid_configuration_is_rejected(aws, function, deployment, configuration, message):
    with pytest.raises(ActionError, match=message) as error:
        lambda_deploy.run(deployment(**configuration))
    assert error.value.code == "ConfigurationError"
    assert _alias(aws, function) == ("1", {})


@pytest.mark.parametrize("missing", ["GetAlias", "PublishVersion", "UpdateAlias", "UpdateFunctionCode"])
def test_the_role_needs_each_permission(deployment, artifact, missing):
    grants = [name for name in GRANTS if name != missing]
    with pytest.raises(ClientError, match=f"lambda:{missing}"):
        lambda_deploy.run(deployment([artifact], grants=grants, FunctionAlias="live"))


@pytest.fixture
def delivery(aws, site, make_role, function, alarm, zipped):
    """``delivery(strategy)`` creates a pipeline that moves ``live`` to the version that an earlier action exports."""
    aws("lambda").update_function_code(FunctionName=function, ZipFile=zipped({"main.py": NEW}))
    aws("lambda").get_waiter("function_updated_v2").wait(FunctionName=function, WaiterConfig={"Delay": 1})
    aws("lambda").publish_version(FunctionName=function)
    grants = [*(f"lambda:{name}" for name in GRANTS), "lambda:InvokeFunction", "cloudwatch:DescribeAlarms", "s3:*"]
    role = make_role("codepipeline", {"Effect": "Allow", "Action": grants, "Resource": "*"})

    def create(strategy):
        deployment = {
            "name": "Deploy",
            "actionTypeId": {"category": "Deploy", "owner": "AWS", "provider": "Lambda", "version": "1"},
            "configuration": {
                "FunctionName": function,
                "FunctionAlias": "live",
                "PublishedTargetVersion": "#{released.version}",
                "DeployStrategy": strategy,
                "Alarms": alarm,
            },
        }
        release = site.invoke("Release", {"succeed": {"version": "2"}}, namespace="released")
        return site.create([release], [deployment], roleArn=role)

    return create


def test_a_pipeline_moves_the_alias_to_the_version_of_an_earlier_action(aws, function, delivery, wait_for_end):
    assert wait_for_end(delivery("AllAtOnce"))["status"] == "Succeeded"
    assert _alias(aws, function) == ("2", {})
    assert _answer(aws, function, "live") == "new"


def test_an_alarm_ends_the_canary_of_a_pipeline(aws, function, delivery, alarm, wait_for_end, actions, eventually):
    pipeline = delivery("Canary10Percent5Minutes")

    def assert_split():
        assert _alias(aws, function) == ("1", {"2": 0.1})

    eventually(assert_split)
    aws("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="test")
    assert wait_for_end(pipeline)["status"] == "Failed"
    error = actions(pipeline)["Deploy"]["output"]["executionResult"]["errorDetails"]
    assert error["message"].startswith(f"{alarm} is in the state ALARM")
    assert _alias(aws, function) == ("1", {})
