"""Module secret: no value in the state, and permissions to read this secret or parameter alone."""

import pytest
from validations import assert_each_refuses

KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"
REQUIRED = {"name": "dev/token"}
PARAMETER = {"region": "eu-central-1", "account_id": "123456789012"}
SCENARIOS = {
    "default": {},
    "null": {"recovery_window_days": None, "tags": None},
    "own_key": {"kms_key_arn": KEY, "recovery_window_days": 0},
    "parameter": {"name": "/dev/token", "parameter": PARAMETER, "kms_key_arn": KEY},
    "parameter_of_china": {"name": "/token", "parameter": {**PARAMETER, "region": "cn-north-1", "partition": "aws-cn"}},
}
REFUSED = {
    "name_with_a_space": {"name": "dev token"},
    "name_like_the_end_of_an_arn": {"name": "dev-abcdef"},
    "name_of_a_parameter_without_a_slash": {"name": "token", "parameter": PARAMETER},
    "description_too_long": {"description": "x" * 2049},
    "parameter_in_a_city": {"name": "/a", "parameter": {**PARAMETER, "region": "Frankfurt"}},
    "parameter_of_no_account": {"name": "/a", "parameter": {**PARAMETER, "account_id": "1"}},
    "kms_key_arn_is_an_alias": {"kms_key_arn": "alias/payment"},
    "recovery_window_days_too_few": {"recovery_window_days": 6},
    "tags_of_aws": {"tags": {"aws:a": "b"}},
}


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/secret", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})


@pytest.mark.parametrize("scenario", ["default", "null"])
def test_a_secret_has_no_value_and_can_be_restored(plans, scenario):
    assert plans[scenario].counts() == {"aws_secretsmanager_secret": 1}
    assert plans[scenario].one("aws_secretsmanager_secret")["recovery_window_in_days"] == 30


def test_a_key_and_no_recovery_are_choices(plans):
    secret = plans["own_key"].one("aws_secretsmanager_secret")
    assert (secret["kms_key_id"], secret["recovery_window_in_days"]) == (KEY, 0)


@pytest.mark.parametrize("scenario", ["parameter", "parameter_of_china"])
def test_a_parameter_is_not_created(plans, scenario):
    assert plans[scenario].counts() == {}


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "secret", REQUIRED, REFUSED)
