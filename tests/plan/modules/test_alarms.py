"""Modules metric-alarms, function-alarms, api-alarms and service-alarms, and the modules that have alarms."""

import pytest
from planned_alarms import assert_in_output
from validations import assert_each_refuses

REGION = "eu-central-1:123456789012"
TOPIC = f"arn:aws:sns:{REGION}:alarms"
ALARM = f"arn:aws:cloudwatch:{REGION}:alarm:errors"
METRIC = {"namespace": "AWS/Lambda", "metric": "Errors", "threshold": 1}
METRIC_ALARMS = {"name": "f", "alarms": {"errors": METRIC}}
FUNCTION = {"function_name": "f", "timeout_seconds": 20}
API = {"name": "movies", "stage": {"name": "live", "api_name": "movies"}}
POSTS = "filter method = 'POST'"
SERVICE = {"name": "movies", "alarm_arns": {"errors": ALARM}}
LEVEL = {"rest_api_name": "movies", "availability": 99.9, "latency": 99, "milliseconds": 1000, "actions": [TOPIC]}
COUNTED = {"statistic": "Sum", "threshold": 0, "evaluation_periods": 1, "datapoints_to_alarm": 1}
TEMPLATES = {"name_template": "{alarm} of {function}", "definitions": {"throttles": {"name": "{function} is busy"}}}
FUNCTIONS = {
    "default": {},
    "all": {"sources": ["async", "dead_letter", "stream"], "reserved_concurrency": 20},
    "none": {"alarms": {"enabled": False}},
    "counted": {"alarms": {"definitions": {"errors": COUNTED}}},
    "named": {"alarms": TEMPLATES},
    "more": {
        "alarms": {
            "actions": [TOPIC],
            "definitions": {
                "invocations": {"enabled": True},
                "duration": {"enabled": False},
                "errors": {"minimum": 50},
            },
        }
    },
}


def metric(**values):
    return {"alarms": {"errors": {**METRIC, **values}}}


REFUSED_METRIC_ALARMS = {
    "name_empty": {"name": ""},
    "actions_too_many": {"actions": [TOPIC] * 6},
    "tags_of_aws": {"tags": {"aws:a": "b"}},
    "alarms_without_metric": {"alarms": {"errors": {"threshold": 1}}},
    "alarms_expression_without_metrics": metric(expression="1"),
    "alarms_comparison_unknown": metric(comparison="Above"),
    "alarms_statistic_unknown": metric(statistic="Median"),
    "alarms_period_of_45_seconds": metric(period_seconds=45),
    "alarms_of_two_days": metric(period_seconds=60, evaluation_periods=2880),
    "alarms_more_points_than_periods": metric(datapoints_to_alarm=2),
    "alarms_missing_data_unknown": metric(missing_data="zero"),
    "alarms_key_with_a_space": {"alarms": {"too many": METRIC}},
    "alarms_id_in_capitals": metric(expression="E", metrics={"E": {"metric": "Errors"}}),
    "alarms_actions_no_arn": metric(actions=["alarms"]),
    "alarms_description_too_long": metric(description="x" * 1025),
    "alarms_namespace_empty": metric(namespace=""),
}


def definition(key, **values):
    return {"alarms": {"definitions": {key: values}}}


REFUSED_FUNCTIONS = {
    "function_name_is_an_arn": {"function_name": f"arn:aws:lambda:{REGION}:function:f"},
    "timeout_seconds_too_long": {"timeout_seconds": 901},
    "sources_unknown": {"sources": ["queue"]},
    "alarms_template_without_alarm": {"alarms": {"name_template": "{function}"}},
    "alarms_own_without_threshold": definition("slow", metric="Duration"),
    "alarms_minimum_of_throttles": definition("throttles", minimum=1),
}
REFUSED_APIS = {
    "stage_of_two_apis": {"stage": {"name": "live", "api_name": "a", "api_id": "b"}},
    "alarms_all_errors": {"alarms": {"error_percent": 100}},
    "alarms_no_requests": {"alarms": {"minimum_requests": 0}},
    "alarms_too_slow": {"alarms": {"latency_milliseconds": 60000}},
}


def level(**values):
    return {"service_level": {**LEVEL, **values}}


REFUSED_SERVICES = {
    "name_with_a_space": {"name": "my movies"},
    "description_too_long": {"description": "x" * 1025},
    "alarm_arns_none": {"alarm_arns": {}},
    "alarm_arns_is_a_name": {"alarm_arns": {"errors": "errors"}},
    "dashboard_alarm_arns_is_a_name": {"dashboard_alarm_arns": {"errors": "errors"}},
    "actions_too_many": {"actions": [TOPIC] * 6},
    "tags_of_aws": {"tags": {"aws:a": "b"}},
    "log_group_names_with_a_space": {"log_group_names": ["a group"]},
    "queries_empty": {"log_group_names": ["/aws/lambda/a"], "queries": {"posts": ""}},
    "queries_without_log_groups": {"queries": {"posts": POSTS}},
    "service_level_of_two": level(rest_api_name="movies", function_name="f"),
    "service_level_of_nothing": level(rest_api_name=None),
    "service_level_of_a_name_too_long": level(rest_api_name="a" * 256),
    "service_level_of_the_arn_of_an_api": level(
        rest_api_name=None, http_api_id="arn:aws:apigateway:eu-central-1::/apis/a"
    ),
    "service_level_of_an_empty_name": level(rest_api_name=None, function_name=""),
    "service_level_of_the_arn_of_a_function": level(
        rest_api_name=None, function_name="arn:aws:lambda:eu-central-1:123456789012:function:f"
    ),
    "service_level_of_a_function_with_its_alias": level(rest_api_name=None, function_name="f:live"),
    "service_level_of_a_version": level(rest_api_name=None, function_name="f", function_alias="7"),
    "service_level_without_a_target": level(availability=None, latency=None, milliseconds=None),
    "service_level_latency_without_its_limit": level(milliseconds=None),
    "service_level_that_can_not_be_missed_in_an_hour": level(latency=92),
    "service_level_of_100_percent": level(availability=100),
    "service_level_of_half_a_millisecond": level(milliseconds=0.5),
    "service_level_days_too_few": level(days=6),
    "service_level_actions_no_arn": level(actions=["alarms"]),
}


@pytest.fixture(scope="module")
def functions(tf_module):
    return tf_module.plans("modules/function-alarms", {name: {**FUNCTION, **each} for name, each in FUNCTIONS.items()})


def alarms(plan):
    """Return the metric alarms of a plan by their names."""
    return {alarm["alarm_name"]: alarm for alarm in plan.all("aws_cloudwatch_metric_alarm")}


def test_a_function_has_three_alarms_that_missing_data_does_not_set_off(functions):
    found = alarms(functions["default"])
    assert set(found) == {"f-errors", "f-duration", "f-throttles"}
    assert {alarm["treat_missing_data"] for alarm in found.values()} == {"notBreaching"}
    assert {(alarm["evaluation_periods"], alarm["datapoints_to_alarm"]) for alarm in found.values()} == {(3, 2)}


def test_errors_are_a_share_of_enough_invocations(functions):
    alarm = alarms(functions["default"])["f-errors"]
    queries = {query["id"]: query for query in alarm["metric_query"]}
    assert queries["result"]["expression"] == "IF(invocations >= 5, 100 * errors / invocations, 0)"
    assert [id_ for id_, query in queries.items() if query["return_data"]] == ["result"]
    (errors,) = queries["errors"]["metric"]
    assert (errors["metric_name"], errors["stat"], errors["dimensions"]) == ("Errors", "Sum", {"FunctionName": "f"})
    assert (alarm["threshold"], alarm["metric_name"]) == (5, None)
    more = alarms(functions["more"])["f-errors"]["metric_query"]
    assert any(query["expression"] == "IF(invocations >= 50, 100 * errors / invocations, 0)" for query in more)


def test_a_statistic_replaces_the_share_of_errors(functions):
    alarm = alarms(functions["counted"])["f-errors"]
    assert (alarm["metric_name"], alarm["statistic"], alarm["threshold"], alarm["metric_query"]) == (
        "Errors",
        "Sum",
        0,
        [],
    )


def test_the_slowest_invocations_stay_below_80_percent_of_the_timeout(functions):
    alarm = alarms(functions["default"])["f-duration"]
    assert (alarm["extended_statistic"], alarm["statistic"], alarm["threshold"]) == ("p99", None, 16000)


def test_what_a_function_uses_adds_alarms(functions):
    found = alarms(functions["all"])
    assert set(found) - set(alarms(functions["default"])) == {
        "f-concurrency",
        "f-iterator-age",
        "f-dropped-events",
        "f-undelivered-dead-letters",
    }
    assert (found["f-concurrency"]["threshold"], found["f-concurrency"]["statistic"]) == (18, "Maximum")


def test_alarms_are_turned_on_and_off_and_notify(functions):
    assert alarms(functions["none"]) == {}
    found = alarms(functions["more"])
    assert set(found) == {"f-errors", "f-throttles", "f-invocations"}
    assert {(*alarm["alarm_actions"], *alarm["ok_actions"]) for alarm in found.values()} == {(TOPIC, TOPIC)}


def test_names_have_templates(functions):
    assert set(alarms(functions["named"])) == {"errors of f", "duration of f", "f is busy"}
    assert_in_output(functions["named"])


def test_an_example_changes_alarms_and_adds_one(examples):
    found = alarms(examples["function-alarms/complete"])
    assert "example-concurrency" not in found
    own = found["example-Duration-IMPORTANT"]
    assert (own["metric_name"], own["statistic"], own["threshold"]) == ("Duration", "Average", 200)
    assert own["dimensions"] == {"FunctionName": "example"}
    assert found["example-throttles"]["period"] == 300


def test_a_function_of_module_lambda_has_the_alarms_of_its_settings(examples):
    found = alarms(examples["lambda/minimal"])
    assert set(found) == {"example-errors", "example-duration", "example-throttles"}
    found = alarms(examples["lambda/complete"])
    assert {"example-concurrency", "example-dropped-events", "example-undelivered-dead-letters"} < set(found)


def test_an_api_has_alarms_for_each_stage(tf_module):
    scenarios = {"rest": API, "http": {**API, "stage": {"name": "test", "api_id": "a1"}}}
    plans = tf_module.plans("modules/api-alarms", scenarios)
    names = {
        "rest": ("5XXError", {"ApiName": "movies", "Stage": "live"}),
        "http": ("5xx", {"ApiId": "a1", "Stage": "test"}),
    }
    for kind, expected in names.items():
        found = alarms(plans[kind])
        assert set(found) == {"movies-api-errors", "movies-api-latency"}
        (errors,) = [
            query["metric"][0] for query in found["movies-api-errors"]["metric_query"] if query["id"] == "errors"
        ]
        assert (errors["metric_name"], errors["dimensions"]) == expected
        latency = found["movies-api-latency"]
        assert (latency["extended_statistic"], latency["threshold"]) == ("p99", 3000)


def test_a_service_alarms_while_one_of_its_alarms_does_and_has_saved_queries(tf_module):
    alarm_arns = {"alarm_arns": {"b": ALARM, "a": f"{ALARM}-a"}, "dashboard_alarm_arns": {"c": f"{ALARM}-c"}}
    queries = {"log_group_names": ["/aws/lambda/b", "/aws/lambda/a"], "queries": {"posts": POSTS}}
    plan = tf_module.plans("modules/service-alarms", {"two": {**SERVICE, **alarm_arns, **queries}})["two"]
    assert plan.one("aws_cloudwatch_composite_alarm")["alarm_rule"] == f'ALARM("{ALARM}-a") OR ALARM("{ALARM}")'
    queries = {each["name"]: each for each in plan.all("aws_cloudwatch_query_definition")}
    assert {*queries} == {f"movies/{name}" for name in ("cold-starts", "errors", "latency", "posts", "slowest-spans")}
    assert {tuple(each["log_group_names"]) for each in queries.values()} == {("/aws/lambda/a", "/aws/lambda/b")}
    assert queries["movies/posts"]["query_string"] == POSTS


@pytest.fixture(scope="module")
def levels(tf_module):
    of_function = {"rest_api_name": None, "function_name": "f", "latency": None, "milliseconds": None, "days": 30}
    scenarios = {"api": level(), "function": level(**of_function, minimum_requests=20, actions=[])}
    return tf_module.plans("modules/service-alarms", {name: {**SERVICE, **each} for name, each in scenarios.items()})


def test_a_service_level_has_alarms_on_how_fast_its_budget_is_used(levels):
    """As in Google's workbook: 2 % of it in an hour, 5 % in 6, and 10 % in 3 days, a twelfth being the short one."""
    windows = {name: alarm for name, alarm in alarms(levels["function"]).items() if "-availability-" in name}
    found = {
        name.removeprefix("movies-availability-"): (
            round(alarm["threshold"], 6),
            {query["metric"][0]["period"] for query in alarm["metric_query"] if query["metric"]},
        )
        for name, alarm in windows.items()
    }
    assert found == {
        "1h-long": (1.44, {3600}),
        "1h-short": (1.44, {300}),
        "6h-long": (0.6, {21600}),
        "6h-short": (0.6, {1800}),
        "3d-long": (0.1, {259200}),
        "3d-short": (0.1, {21600}),
    }
    assert {tuple(alarm["alarm_actions"] or ()) for alarm in windows.values()} == {()}


def test_only_the_long_window_of_a_service_level_needs_a_number_of_requests(levels):
    found = alarms(levels["api"])
    expressions = {name: expression(found[f"movies-{name}"]) for name in ("latency-1h-long", "latency-1h-short")}
    assert expressions == {
        "latency-1h-long": ("IF(requests >= 100, FILL(100 - quick, 0), 0)", {"PR(:1000)", "SampleCount"}),
        "latency-1h-short": ("FILL(100 - quick, 0)", {"PR(:1000)"}),
    }
    assert expression(alarms(levels["function"])["movies-availability-3d-long"])[0].startswith(
        "IF(requests >= 20, FILL(100 *"
    )


def test_the_service_level_of_a_function_is_that_of_its_alias(levels):
    alarm = alarms(levels["function"])["movies-availability-1h-short"]
    metrics = [query["metric"][0] for query in alarm["metric_query"] if query["metric"]]
    assert [metric["dimensions"] for metric in metrics] == [{"FunctionName": "f", "Resource": "f:live"}] * 2


def expression(alarm):
    """Return the expression of an alarm, and the statistics of its metrics."""
    (text,) = [query["expression"] for query in alarm["metric_query"] if query["expression"]]
    return text, {query["metric"][0]["stat"] for query in alarm["metric_query"] if query["metric"]}


def test_a_service_level_notifies_of_the_fast_and_of_the_slow_use_of_its_budget(levels):
    found = {alarm["alarm_name"]: alarm for alarm in levels["api"].all("aws_cloudwatch_composite_alarm")}
    del found["movies"]
    names = {f"movies-{what}-{speed}" for what in ("availability", "latency") for speed in ("fast", "slow")}
    assert {*found} == names
    assert found["movies-latency-fast"]["alarm_rule"] == (
        '(ALARM("movies-latency-1h-long") AND ALARM("movies-latency-1h-short"))'
        ' OR (ALARM("movies-latency-6h-long") AND ALARM("movies-latency-6h-short"))'
    )
    slow = found["movies-latency-slow"]["alarm_rule"]
    assert slow == '(ALARM("movies-latency-3d-long") AND ALARM("movies-latency-3d-short"))'
    assert all(alarm["alarm_actions"] == alarm["ok_actions"] == [TOPIC] for alarm in found.values())
    assert "take more than 1000 ms" in found["movies-latency-fast"]["alarm_description"]


def test_a_stream_has_an_alarm_of_its_age_and_a_queue_has_none(examples):
    function = examples["event-source-mapping/dynamodb"].one("aws_lambda_function")["function_name"]
    alarm = alarms(examples["event-source-mapping/dynamodb"])[f"{function}-iterator-age"]
    assert (alarm["metric_name"], alarm["statistic"], alarm["threshold"]) == ("IteratorAge", "Maximum", 60000)
    assert not [name for name in alarms(examples["event-source-mapping/sqs"]) if name.endswith("-iterator-age")]


def test_a_pipeline_has_an_alarm_of_its_failures(examples):
    pipeline = examples["codepipeline/minimal"].one("aws_codepipeline")["name"]
    alarm = alarms(examples["codepipeline/minimal"])[f"{pipeline}-failed"]
    assert (alarm["metric_name"], alarm["dimensions"]) == ("FailedPipelineExecutions", {"PipelineName": pipeline})


def test_every_validation_of_metric_alarms_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "metric-alarms", METRIC_ALARMS, REFUSED_METRIC_ALARMS)


def test_every_validation_of_function_alarms_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "function-alarms", FUNCTION, REFUSED_FUNCTIONS)


def test_every_validation_of_api_alarms_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "api-alarms", API, REFUSED_APIS)


def test_every_validation_of_service_alarms_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "service-alarms", SERVICE, REFUSED_SERVICES)
