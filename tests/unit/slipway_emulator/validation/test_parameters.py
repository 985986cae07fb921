"""https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html"""

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import rules


@pytest.mark.parametrize("name", ["a", "/a", "/a/b-1/c_2.d", "a:3", "/a/b:live", "arn:aws:ssm:eu-west-1:1:parameter/a"])
def test_a_name_or_path_is_accepted(name):
    rules.check("ssm", "GetParameter", {"Name": name}, "eu-west-1")


@pytest.mark.parametrize("name", ["a/b", "/a//b", "/a/", "/", "a b"])
def test_another_path_is_refused(name):
    with pytest.raises(ServiceError, match="sub-paths divided by slash symbol") as caught:
        rules.check("ssm", "GetParameter", {"Name": name}, "eu-west-1")
    assert caught.value.code == "ValidationException"
