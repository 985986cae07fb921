"""What one line says of Terraform's errors, which stand in boxes on a terminal and without them elsewhere."""

import pytest

from slipway.system.process import Result
from slipway.terraform.errors import failure

EXPLANATION = 'The root module input variable "purchases" is not set, and has no default value.'
PLACE = '  on variables.tf line 50:\n  50: variable "purchases" {\n'
UNSET = (
    "Error: No value for required variable\n\n"
    f"{PLACE}\n"
    'The root module input variable "purchases" is not set, and has no default\nvalue.\n\n'
    "Another paragraph.\n"
)
OTHER = "\nError: Another one\n\nIts reason.\n"


def boxed(text):
    return "╷\n" + "".join(f"│ {line}".rstrip() + "\n" for line in text.splitlines()) + "╵\n"


@pytest.mark.parametrize("form", [str, boxed])
@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        (
            UNSET + OTHER,
            f"No value for required variable: {EXPLANATION}",
        ),
        (f"Error: deleting Table: it is protected\n\n{PLACE}", "deleting Table: it is protected"),
        (f"Error: deleting Table: it is protected\n\n{PLACE}{OTHER}", "deleting Table: it is protected"),
    ],
    ids=["detail", "no_detail", "no_detail_before_another"],
)
def test_the_first_error_is_named_with_what_explains_it(form, stderr, reason):
    error = failure("terraform plan in iac", Result(exit_code=1, stdout="", stderr=form(stderr)), 60)
    assert str(error) == f"terraform plan in iac failed with exit code 1: {reason}"


NO_CREDENTIALS = """Error: No valid credential sources found

Please see https://developer.hashicorp.com/terraform/language/backend/s3
for more information about providing credentials.

Error: failed to refresh cached credentials, no EC2 IMDS
role found, operation error ec2imds: GetMetadata, request canceled
"""


@pytest.mark.parametrize("form", [str, boxed])
def test_without_credentials_one_line_says_what_to_set(form):
    error = failure("terraform init in iac", Result(exit_code=1, stdout="", stderr=form(NO_CREDENTIALS)), 60)
    assert str(error) == (
        'terraform init in iac failed: no AWS credentials: run `eval "$(slipway env)"` for the local AWS, or log in '
        "with the AWS CLI and set AWS_PROFILE"
    )
    assert not error.details


def test_the_last_line_about_an_unknown_profile_says_what_to_set():
    stderr = "Error: failed to get shared config profile, nope\n"
    error = failure("terraform init in iac", Result(exit_code=1, stdout="", stderr=stderr), 60)
    assert str(error).endswith("failed to get shared config profile, nope")
    assert error.details.splitlines()[1:] == [
        "`unset AWS_PROFILE` for the local AWS, or write the name of a profile in ~/.aws/config"
    ]


def test_expired_credentials_have_terraforms_reason():
    stderr = "Error: No valid credential sources found\n\nError: failed to refresh cached SSO token, expired\n"
    error = failure("terraform init in iac", Result(exit_code=1, stdout="", stderr=stderr), 60)
    assert "expired" in error.details
