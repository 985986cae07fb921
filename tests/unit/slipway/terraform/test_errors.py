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
