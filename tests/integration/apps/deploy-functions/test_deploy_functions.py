"""The action in a pipeline of the local AWS, with the permissions that its docstring lists and no others."""

import json
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from action_pipeline import failure, make_action, make_site, output_file, run_action, zipped
from sample_pipelines import Site, make_role, trust

from slipway.harness import unique_name

ROOT = Path(__file__).parents[4]
PLACEHOLDER = (ROOT / "modules/lambda/placeholder/python.zip").read_bytes()
APPS = ("list-cloud-providers", "put-cloud-provider")
FUNCTION_ACTIONS = [
    "lambda:CreateAlias",
    "lambda:GetAlias",
    "lambda:GetFunction",
    "lambda:InvokeFunction",
    "lambda:PublishVersion",
    "lambda:UpdateAlias",
    "lambda:UpdateFunctionCode",
]


def package(app: str, answer: str) -> bytes:
    return zipped({f"{app.replace('-', '_')}.py": f"def handler(event, context): return {answer!r}\n"})


def packages(answer: str) -> dict[str, bytes]:
    return {f"{app}.zip": package(app, answer) for app in APPS}


class Delivery:
    """Two functions with the aliases test and prod, and a pipeline whose only action releases them."""

    def __init__(self, aws: Any, site: Site, action: str) -> None:
        self.aws, self.site, self.action = aws, site, action
        self.environment, self.pipeline = unique_name(), unique_name()
        self.functions = [f"{self.environment}-{app}" for app in APPS]
        role = make_role(aws, trust("lambda"))
        for app, name in zip(APPS, self.functions, strict=True):
            aws("lambda").create_function(
                FunctionName=name,
                Role=role,
                Runtime="python3.13",
                Architectures=["arm64"],
                Handler=f"{app.replace('-', '_')}.handler",
                Code={"ZipFile": PLACEHOLDER},
                Publish=True,
            )
            aws("lambda").get_waiter("function_active_v2").wait(FunctionName=name)
            for alias in ("test", "prod"):
                self.own(name, alias, self.pipeline, create=True)

    def own(self, name: str, alias: str, pipeline: str | None, *, create: bool = False) -> None:
        description = (
            f"What callers invoke; released by the pipeline {pipeline}" if pipeline else "The deployer moves it."
        )
        call = self.aws("lambda").create_alias if create else self.aws("lambda").update_alias
        call(FunctionName=name, Name=alias, Description=description, **({"FunctionVersion": "1"} if create else {}))

    def release(self, body: bytes, query: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Run the pipeline with an artifact, and return the action's execution."""
        settings = {
            "alias": "test",
            "environment": self.environment,
            "pipeline": self.pipeline,
            "commit": "#{S3Variables.VersionId}",
        } | parameters
        text = query if query is not None else urlencode(settings, safe="#{}")
        return run_action(self.site, self.pipeline, self.action, body, text)

    def aliases(self, name: str | None = None) -> dict[str, str]:
        """Return alias -> version of a function, by default the first."""
        listed = self.aws("lambda").list_aliases(FunctionName=name or self.functions[0])["Aliases"]
        return {alias["Name"]: alias["FunctionVersion"] for alias in listed}

    def answer(self, alias: str) -> Any:
        payload = self.aws("lambda").invoke(FunctionName=self.functions[0], Qualifier=alias)["Payload"]
        return json.load(payload)


@pytest.fixture(scope="module")
def site(aws: Any) -> Site:
    return make_site(aws)


@pytest.fixture(scope="module")
def action(aws: Any) -> str:
    functions = "arn:aws:lambda:*:*:function:*-cloud-provider*"
    return make_action(aws, "deploy-functions", (FUNCTION_ACTIONS, functions), (["cloudwatch:DescribeAlarms"], "*"))


@pytest.fixture
def delivery(aws: Any, site: Site, action: str) -> Delivery:
    return Delivery(aws, site, action)


def test_the_alias_of_every_function_moves_and_the_same_artifact_goes_to_the_next_stage(
    delivery: Delivery, aws: Any
) -> None:
    assert delivery.release(zipped(packages("one")))["status"] == "Succeeded"
    for name in delivery.functions:
        assert delivery.aliases(name) == {"test": "2", "prod": "1", "previous-test": "1"}
    assert delivery.answer("test") == "one"
    version = aws("s3").list_object_versions(Bucket=delivery.site.bucket, Prefix="source.zip")["Versions"][0][
        "VersionId"
    ]
    configuration = aws("lambda").get_function(FunctionName=delivery.functions[0], Qualifier="2")["Configuration"]
    assert configuration["Description"] == f"commit {version}"

    done = delivery.release(zipped(packages("one")), alias="prod")
    assert delivery.aliases()["prod"] == "2"
    assert done["output"]["outputVariables"] == dict.fromkeys(APPS, "2")
    report = json.loads(output_file(delivery.site, done, "released.json"))
    assert report["alias"] == "prod"
    assert report["functions"] == [
        {"function": name, "version": "2", "previous": "1", "changed": True} for name in delivery.functions
    ]


def test_a_rerun_changes_nothing(delivery: Delivery) -> None:
    body = zipped(packages("one"))
    delivery.release(body)
    before = delivery.aliases()
    assert delivery.release(body)["status"] == "Succeeded"
    assert delivery.aliases() == before


def test_user_parameters_may_be_json(delivery: Delivery) -> None:
    parameters = {
        "alias": "prod",
        "environment": delivery.environment,
        "pipeline": delivery.pipeline,
        "functions": "put-cloud-provider",
        "maxAttempts": 3,
    }
    assert delivery.release(zipped(packages("one")), json.dumps(parameters))["status"] == "Succeeded"
    assert delivery.aliases(delivery.functions[0]) == {"test": "1", "prod": "1"}
    assert delivery.aliases(delivery.functions[1])["prod"] == "2"


def test_a_version_that_does_not_start_moves_no_alias(delivery: Delivery) -> None:
    broken = packages("one") | {"put-cloud-provider.zip": zipped({"put_cloud_provider.py": "import nothing_like_it"})}
    assert "put-cloud-provider: version 2 doesn't start" in failure(delivery.release(zipped(broken)))
    for name in delivery.functions:
        assert delivery.aliases(name) == {"test": "1", "prod": "1"}


def test_a_canary_continues_over_several_invocations_and_then_moves_the_aliases(delivery: Delivery) -> None:
    delivery.release(zipped(packages("one")))
    done = delivery.release(zipped(packages("two")), canary=10, bakeSeconds=3)
    assert done["status"] == "Succeeded"
    assert delivery.aliases() == {"test": "3", "prod": "1", "previous-test": "2"}
    assert delivery.answer("test") == "two"


def test_an_alarm_ends_the_canary_and_the_aliases_go_back(delivery: Delivery, aws: Any) -> None:
    delivery.release(zipped(packages("one")))
    alarm, name = unique_name(), delivery.functions[0]
    aws("cloudwatch").put_metric_alarm(
        AlarmName=alarm, Namespace="x", MetricName="x", Period=60, EvaluationPeriods=1, Threshold=1,
        ComparisonOperator="GreaterThanThreshold", Statistic="Sum", TreatMissingData="ignore",
    )  # fmt: skip
    aws("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="OK", StateReason="test")

    def alarm_when_split() -> None:
        for _ in range(300):
            got = aws("lambda").get_alias(FunctionName=name, Name="test")
            if got.get("RoutingConfig", {}).get("AdditionalVersionWeights"):
                aws("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="errors")
                return
            time.sleep(0.2)

    watcher = threading.Thread(target=alarm_when_split)
    watcher.start()
    failed = delivery.release(zipped(packages("two")), canary=10, bakeSeconds=600, alarms=alarm)
    watcher.join()
    assert f"alarm {alarm!r} is in ALARM (errors)" in failure(failed)
    assert f"back on {delivery.functions[0]} 2, {delivery.functions[1]} 2" in failure(failed)
    for function in delivery.functions:
        got = aws("lambda").get_alias(FunctionName=function, Name="test")
        assert (got["FunctionVersion"], got.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})) == ("2", {})


def test_a_canary_that_exceeds_its_attempts_fails_with_the_reason_and_goes_back(
    delivery: Delivery, aws: Any, action: str
) -> None:
    delivery.release(zipped(packages("one")))
    aws("lambda").update_function_configuration(FunctionName=action, Timeout=45)
    aws("lambda").get_waiter("function_updated_v2").wait(FunctionName=action)
    failed = delivery.release(zipped(packages("two")), canary=10, bakeSeconds=3600, maxAttempts=2)
    assert "the canary takes longer than the 2 invocations of maxAttempts; back on" in failure(failed)
    assert delivery.aliases()["test"] == "2"
    got = aws("lambda").get_alias(FunctionName=delivery.functions[0], Name="test")
    assert not got.get("RoutingConfig", {}).get("AdditionalVersionWeights")


def test_a_function_of_another_owner_is_refused_by_name(delivery: Delivery) -> None:
    delivery.own(delivery.functions[1], "test", None)
    failed = failure(delivery.release(zipped(packages("one"))))
    assert f"alias test of {delivery.functions[1]} is released by `slipway deploy`, not by a pipeline" in failed
    assert delivery.aliases() == {"test": "1", "prod": "1"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (zipped({"readme.txt": "x"}), "the artifact source has no file <app>.zip"),
        (b"no zip", "the artifact source is not a readable zip"),
        (zipped({**packages("x"), "../evil.zip": "x"}), "has a path outside of its folder: '../evil.zip'"),
        (zipped({"list-cloud-providers.zip": b"no zip"}), "list-cloud-providers.zip of the artifact source is not a"),
        (
            zipped({"list-cloud-providers.zip": zipped({"/etc/passwd": "x"})}),
            "list-cloud-providers.zip of the artifact source has a path outside of its folder: '/etc/passwd'",
        ),
        (
            zipped({"no-cloud-provider.zip": package("no-cloud-provider", "x")}),
            "no-cloud-provider: there is no function",
        ),
    ],
    ids=["no_package", "not_a_zip", "path_outside", "package_not_a_zip", "package_path_outside", "no_function"],
)
def test_an_artifact_that_can_not_be_released_is_refused_with_the_reason(
    delivery: Delivery, body: bytes, reason: str
) -> None:
    assert reason in failure(delivery.release(body))
    assert delivery.aliases() == {"test": "1", "prod": "1"}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("alias=test&environment=dev", "pipeline is missing"),
        ("alias=test&environment=dev&pipeline=p&colour=red", "unknown key 'colour'"),
        ("alias=test&environment=dev&pipeline=p&canary=ten", "canary must be an integer or null"),
        ("alias=test&alias=prod&environment=dev&pipeline=p", "alias is given twice"),
        ("alias", "must be a JSON object, or a query string"),
        ("alias=test&environment=dev&pipeline=p&artifact=none", "has no input artifact none: it has source"),
    ],
    ids=["missing", "unknown", "type", "twice", "no_query_string", "artifact"],
)
def test_bad_user_parameters_are_refused_with_the_reason(delivery: Delivery, query: str, reason: str) -> None:
    assert reason in failure(delivery.release(zipped(packages("one")), query))
