import pytest
from validations import assert_each_refuses

API = {
    "name": "api.example.com",
    "certificate": {"arn": "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000"},
    "api_id": "a1b2c3",
    "stage_name": "live",
}
REFUSED = {
    "name_with_a_path": {"name": "api.example.com/v1"},
    "name_of_one_label": {"name": "localhost"},
    "zone_that_is_a_name": {"zone": {"id": "example.com"}},
    "zone_and_certificate_missing": {"certificate": None},
    "certificate_of_a_server": {"certificate": {"arn": "arn:aws:iam::123456789012:server-certificate/a"}},
    "api_id_that_is_a_url": {"api_id": "https://a1b2c3.execute-api"},
    "stage_name_with_a_slash": {"stage_name": "live/v1"},
}


@pytest.fixture(scope="module")
def zone(examples):
    return examples["api-domain-name/zone"]


def test_the_certificate_is_validated_in_the_zone(zone):
    assert zone.one("aws_acm_certificate")["validation_method"] == "DNS"
    assert zone.one("aws_acm_certificate_validation")
    addresses = {record.address.rpartition("aws_route53_record.")[2] for record in zone.all("aws_route53_record")}
    assert addresses == {'this["A"]', 'this["AAAA"]', "validation[0]"}


def test_a_certificate_of_the_caller_needs_no_zone(examples):
    plan = examples["api-domain-name/minimal"]
    assert plan.all("aws_acm_certificate") == plan.all("aws_route53_record") == []
    (configuration,) = plan.one("aws_apigatewayv2_domain_name")["domain_name_configuration"]
    assert (configuration["endpoint_type"], configuration["security_policy"]) == ("REGIONAL", "TLS_1_2")


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "api-domain-name", API, REFUSED)
