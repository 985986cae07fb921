"""The movies stack as it would be made, and the input that it refuses."""

import json
from pathlib import Path

import pytest
from environment_files import settings
from validations import assert_refused

from slipway.scaling import service_levels

ROOT = Path(__file__).parents[3]
PATHS = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]


ORIGIN = "https://movies.example.com"
SCENARIOS = {
    "public": {
        "deletion_protection": True,
        "cors_allow_origin": ORIGIN,
        "throttling": {"rate": 5, "burst": 1},
        "domain": {"name": "movies.example.com", "zone": {"id": "Z0123456789"}},
    },
    "open": {
        "write_authorization": "NONE",
        "manage_api_gateway_account": False,
        "email_sender": "movies@Mail.example.com",
        "email_domain": {"zone": {"id": "Z0123456789"}},
        "bounce_queue": True,
    },
}
REFUSED = {
    "sender_without_domain": ({"email_sender": "nobody"}, "write, for example, movies@example.com"),
    "no_recipients": ({"email_recipients": []}, "must hold 1 to 50 addresses"),
    "too_many_recipients": ({"email_recipients": ["a@example.com"] * 51}, "must hold 1 to 50 addresses"),
    "two_recipients_in_one": (
        {"email_recipients": ["a@example.com,b@example.com"]},
        "must hold only e-mail addresses",
    ),
    "zone_by_name": ({"email_domain": {"zone": {"id": "example.com"}}}, "must be the ID of a hosted zone"),
    "authorization_unknown": ({"write_authorization": "OPEN"}, "must be AWS_IAM or NONE"),
}


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/movies")


@pytest.fixture(scope="module")
def plans(stack_plans):
    return stack_plans("iac/movies")


def test_the_table_is_on_demand_recoverable_encrypted_and_streams_both_images(plan):
    table = plan.one("aws_dynamodb_table", name="dev-movies")
    assert table["billing_mode"] == "PAY_PER_REQUEST"
    assert table["point_in_time_recovery"][0]["enabled"]
    assert table["server_side_encryption"][0]["enabled"]
    assert table["stream_view_type"] == "NEW_AND_OLD_IMAGES"
    assert not table["deletion_protection_enabled"]


def test_the_table_can_be_protected(plans):
    assert plans["public"].one("aws_dynamodb_table", name="dev-movies")["deletion_protection_enabled"]


def test_records_of_requests_and_deliveries_expire(plan):
    for name in ("idempotency", "deliveries"):
        table = plan.one("aws_dynamodb_table", name=f"dev-movies-{name}")
        assert table["ttl"][0] == {"attribute_name": "expires_at", "enabled": True}


def test_a_message_stays_hidden_for_six_times_the_functions_timeout(plan):
    timeout = plan.one("aws_lambda_function", function_name="dev-email-notification")["timeout"]
    assert plan.one("aws_sqs_queue", name="dev-movie-events-email")["visibility_timeout_seconds"] >= 6 * timeout


def test_a_claim_on_a_mail_ends_before_the_message_comes_again(plan):
    timeout = plan.one("aws_lambda_function", function_name="dev-email-notification")["timeout"]
    claim = timeout + 10  # libs/effects/once.py
    assert claim < plan.one("aws_sqs_queue", name="dev-movie-events-email")["visibility_timeout_seconds"]


def test_writes_are_signed_and_reads_are_open(plan):
    methods = {
        (method["http_method"], method["authorization"])
        for method in plan.all("aws_api_gateway_method")
        if method["http_method"] not in {"ANY", "OPTIONS"}
    }
    assert methods >= {("GET", "NONE"), ("POST", "AWS_IAM"), ("PUT", "AWS_IAM"), ("DELETE", "AWS_IAM")}
    assert all((authorization == "NONE") == (method in {"GET", "HEAD"}) for method, authorization in methods)


def test_writes_can_be_opened(plans):
    methods = plans["open"].all("aws_api_gateway_method")
    assert {method["authorization"] for method in methods} == {"NONE"}


def test_a_browser_may_call_from_the_origin_that_is_allowed(plans, plan):
    allowed = plans["public"]
    assert allowed.one("aws_lambda_function", function_name="dev-get-movie")["environment"][0]["variables"] == {
        "MOVIES_TABLE": "dev-movies",
        "CORS_ALLOW_ORIGIN": ORIGIN,
    }
    assert len(allowed.all("aws_api_gateway_method", http_method="OPTIONS")) == len(PATHS)
    assert plan.all("aws_api_gateway_method", http_method="OPTIONS") == []


def test_prod_keeps_its_movies_and_has_its_own_account_and_sender(stack_plans):
    plans = {environment: stack_plans("iac/movies")[environment] for environment in ("dev", "prod")}
    tables = {name: plan.one("aws_dynamodb_table", name=f"{name}-movies") for name, plan in plans.items()}
    assert [table["deletion_protection_enabled"] for table in tables.values()] == [False, True]
    assert [len(plan.all("aws_api_gateway_account")) for plan in plans.values()] == [1, 1]
    # SES refuses a second identity for one address: AlreadyExistsException.
    assert len({plan.one("aws_sesv2_email_identity")["email_identity"] for plan in plans.values()}) == len(plans)


def test_prod_has_alarms_on_the_service_levels_that_are_reported(stack_plans):
    target = service_levels.read(ROOT / "iac" / "movies" / "service-levels.toml").targets["apis", "movies"]
    assert settings(ROOT / "iac" / "movies" / "environments" / "prod.tfvars")["service_level"] == vars(target)
    plans = stack_plans("iac/movies")
    alarms = {name: plans[name].all("aws_cloudwatch_composite_alarm") for name in ("dev", "prod")}
    assert {name: len(found) for name, found in alarms.items()} == {"dev": 1, "prod": 5}
    measured = plans["prod"].one("aws_cloudwatch_metric_alarm", alarm_name="prod-movies-latency-1h-short")
    (metric,) = [query["metric"][0] for query in measured["metric_query"] if query["metric"]]
    assert metric["dimensions"] == {"ApiName": "prod-movies"}


def test_throttling_is_a_variable(plans):
    (settings,) = plans["public"].one("aws_api_gateway_method_settings")["settings"]
    assert (settings["throttling_rate_limit"], settings["throttling_burst_limit"]) == (5, 1)


def test_the_api_may_have_a_domain_name_with_its_certificate_and_records(plans, plan):
    found = plans["public"]
    assert found.one("aws_apigatewayv2_domain_name")["domain_name"] == "movies.example.com"
    assert found.one("aws_acm_certificate")["domain_name"] == "movies.example.com"
    assert {record["zone_id"] for record in found.all("aws_route53_record")} == {"Z0123456789"}
    assert plan.all("aws_apigatewayv2_domain_name") == []


def test_the_stage_waits_for_the_role_for_access_logs(plan):
    # API Gateway refuses a stage with an access log before the account has the role; nothing else orders the two.
    api = plan.configuration["root_module"]["module_calls"]["api"]
    assert "module.api_gateway_account" in api["expressions"]["access_log"]["references"]
    stage = next(each for each in api["module"]["resources"] if each["address"] == "aws_api_gateway_stage.this")
    assert "var.access_log" in stage["depends_on"]


def test_the_role_for_access_logs_may_belong_to_another_stack(plans):
    assert plans["open"].all("aws_api_gateway_account") == []


def test_input_is_refused_with_what_to_write_instead(tf, stack_module, variables):
    assert_refused(tf, stack_module("iac/movies"), variables("iac/movies"), REFUSED)


def test_a_verified_domain_signs_the_mail_of_its_addresses(plans, plan):
    found = plans["open"]
    assert found.one("aws_sesv2_email_identity")["email_identity"] == "mail.example.com"
    records = found.all("aws_route53_record", type="CNAME")
    assert [record["zone_id"] for record in records] == ["Z0123456789"] * 3
    assert "@" in plan.one("aws_sesv2_email_identity")["email_identity"]
    assert plan.all("aws_route53_record") == []


def test_bounces_and_complaints_of_the_stacks_mail_go_to_a_queue_with_an_alarm(plans, plan):
    found = plans["open"]
    (destination,) = found.one("aws_sesv2_configuration_set_event_destination")["event_destination"]
    assert set(destination["matching_event_types"]) == {"BOUNCE", "COMPLAINT"}
    pattern = json.loads(found.one("aws_cloudwatch_event_rule")["event_pattern"])
    assert pattern["source"] == ["aws.ses"]
    assert pattern["detail"]["mail"]["tags"] == {"ses:configuration-set": ["dev-movies"]}
    assert found.one("aws_cloudwatch_metric_alarm", alarm_name="dev-movies-bounces-dead-letter-not-empty")
    assert plan.all("aws_cloudwatch_event_rule") == plan.all("aws_sesv2_configuration_set_event_destination") == []
