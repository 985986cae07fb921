"""A provider that ends while Terraform uses it, with a program in Terraform's place."""

import json
import os
import sys
from pathlib import Path

import pytest

from slipway.terraform import Terraform, TerraformError
from slipway.terraform.attachment import Attachment

ENDED = (
    "│ Error: Plugin did not respond\n│ The plugin encountered an error, and failed to respond to the "
    "plugin.(*GRPCProvider).ReadResource call."
)
UNREACHABLE = "│ Error: Failed to load plugin schemas\n│ Failed to obtain provider schema: connection refused"
TERRAFORM = f"""#!{sys.executable}
import json, os, sys
variables = json.dumps([sys.argv[1], os.environ.get("TF_REATTACH_PROVIDERS")])
with open("calls", "a") as calls:
    print(variables, file=calls)
failures = json.load(open("failures"))
answer = failures.get(os.environ.get("TF_REATTACH_PROVIDERS"), "")
print(answer, file=sys.stdout if "-json" in sys.argv and sys.argv[1] == "plan" else sys.stderr)
if answer:
    sys.exit(1)
print("{{}}")
"""


class Kept:
    """Providers of which the first ones end."""

    directory = Path("run")
    pass_fds = ()

    def __init__(self, *, ends=True):
        self._ends = ends
        self._number = 0

    def variables(self, *_):
        self._number += 1
        return {"TF_REATTACH_PROVIDERS": str(self._number)}

    def has_ended(self, variables):
        assert variables == {"TF_REATTACH_PROVIDERS": str(self._number)}
        return self._ends


@pytest.fixture
def terraform(tmp_path):
    """``terraform({"1": "Error: …"}, kept)`` is a runner whose Terraform fails with the provider 1."""
    binary = tmp_path / "terraform"
    binary.write_text(TERRAFORM)
    binary.chmod(0o755)

    def make(failures, kept=None):
        (tmp_path / "failures").write_text(json.dumps(failures))
        attachment = Attachment(kept or Kept(), tmp_path, tmp_path / "data", lambda: "")
        return Terraform(tmp_path, binary=binary, environment={"PATH": os.environ["PATH"]}, attachment=attachment)

    return make


def calls(folder):
    return [tuple(json.loads(line)) for line in (folder / "calls").read_text().splitlines()]


@pytest.mark.parametrize("error", [ENDED, UNREACHABLE])
def test_a_plan_is_repeated_with_another_provider(terraform, tmp_path, error):
    assert terraform({"1": error}).plan() == {}
    assert calls(tmp_path) == [("plan", "1"), ("plan", "2"), ("show", "2")]


def test_a_refused_plan_is_repeated_with_another_provider(terraform, tmp_path):
    assert terraform({"1": json.dumps({"diagnostic": {"severity": "error", "summary": ENDED}})}).plan_errors() == []
    assert calls(tmp_path) == [("plan", "1"), ("plan", "2")]


def test_it_is_repeated_once_and_then_the_error_says_where_to_look(terraform, tmp_path):
    with pytest.raises(TerraformError) as error:
        terraform({"1": ENDED, "2": ENDED}).plan()
    assert error.value.__notes__[-1] == (
        "The AWS provider, which Slipway keeps running, has ended; its output is in run. "
        "Run the command again: it starts another one."
    )
    assert error.value.advice == error.value.__notes__[-1]
    assert len(calls(tmp_path)) == 2


def test_an_apply_is_not_repeated_but_the_next_one_has_another_provider(terraform, tmp_path):
    runner = terraform({"1": ENDED})
    with pytest.raises(TerraformError, match="Plugin did not respond") as error:
        runner.apply()
    assert "Run the command again" in error.value.__notes__[-1]
    runner.apply()
    assert calls(tmp_path) == [("apply", "1"), ("apply", "2")]


@pytest.mark.parametrize(
    ("error", "kept"), [("│ Error: Invalid reference", Kept()), (ENDED, Kept(ends=False))], ids=["other", "alive"]
)
def test_another_error_is_not_repeated(terraform, tmp_path, error, kept):
    with pytest.raises(TerraformError) as caught:
        terraform({"1": error}, kept).plan()
    assert not any("AWS provider" in note for note in caught.value.__notes__)
    assert calls(tmp_path) == [("plan", "1")]
