"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sts/test_sts.snapshot.json"""

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import rules


def check(*keys, transitive=()):
    tags = [{"Key": key, "Value": "a"} for key in keys]
    rules.check("sts", "AssumeRole", {"Tags": tags, "TransitiveTagKeys": list(transitive)}, "eu-west-1")


@pytest.mark.parametrize(("keys", "transitive"), [((), ()), (("a", "b"), ("a",)), (("Team",), ("team",))])
def test_tags_are_accepted(keys, transitive):
    check(*keys, transitive=transitive)


@pytest.mark.parametrize(
    ("keys", "transitive", "message"),
    [
        (("Team", "team"), (), "Duplicate tag keys found. Please note that Tag keys are case insensitive."),
        (("Team",), ("Cost",), "The specified transitive tag key must be included in the requested tags."),
    ],
)
def test_tags_are_refused(keys, transitive, message):
    with pytest.raises(ServiceError) as error:
        check(*keys, transitive=transitive)
    assert (error.value.code, error.value.message) == ("InvalidParameterValue", message)
