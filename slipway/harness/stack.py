"""Root configurations under test: planned, applied, and destroyed whatever happens."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.harness.plan import Plan
from slipway.terraform import Terraform, TerraformError

__tracebackhide__ = tracebacks.hide

# Terraform frames its messages and wraps them at the width of a terminal.
_FRAME = re.compile(r"[│╷╵├─\s]+")


class Outputs(dict[str, Any]):
    """The values of the outputs by name; a name that isn't there is answered with those that are."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - never returns
        __tracebackhide__ = True
        raise KeyError(f"there is no output {name!r}; there are: {', '.join(self) or 'none; is it applied?'}")


class Stack:
    """A root configuration with its variables, and a state of its own.

    Attributes:
        directory: the configuration's copy, which holds the state too.
        variables: of Terraform, with the changes that were applied.
        outputs: by name, of the last apply.
    """

    def __init__(self, directory: Path, terraform: Callable[[], Terraform], variables: dict[str, Any]) -> None:
        self.directory = directory
        self.variables = variables
        self.outputs = Outputs()
        self._terraform = terraform
        self._plans: dict[str, Plan] = {}

    def plan(self, **changes: Any) -> Plan:  # noqa: ANN401 - any variable's value
        """Return the plan, made once for the same variables until something is applied.

        Args:
            changes: variables that are different in this plan.

        Raises:
            TerraformError: Terraform refused.
        """
        variables = {**self.variables, **changes}
        key = json.dumps(variables, sort_keys=True)
        if key not in self._plans:
            self._plans[key] = Plan(self._terraform().plan(variables))
        return self._plans[key]

    def plan_error(self, **changes: Any) -> str:  # noqa: ANN401 - any variable's value
        """Return what Terraform says when it refuses to plan with these changes, in one line without its frames.

        Raises:
            AssertionError: it doesn't refuse.
            TerraformError: it was killed or took too long.
        """
        try:
            self.plan(**changes)
        except TerraformError as error:
            if error.exit_code != 1:
                raise
            return _FRAME.sub(" ", error.stderr).strip()
        raise AssertionError(f"Terraform accepts {changes or self.variables}")

    def apply(self, **changes: Any) -> Self:  # noqa: ANN401 - any variable's value
        """Apply, with changes that last, and return this stack, which now has ``outputs``.

        Raises:
            TerraformError: Terraform failed; what it did until then will be destroyed all the same.
        """
        self._plans.clear()
        self._terraform().apply({**self.variables, **changes})
        self.variables |= changes
        self.outputs = Outputs(self._terraform().output())
        return self

    def assert_converged(self) -> None:
        """Assert that a new plan would change nothing.

        Raises:
            AssertionError: it would; says which attributes of what.
        """
        self._plans.clear()
        if differences := self.plan().differences():
            raise AssertionError("\n".join(["the configuration doesn't converge; a second plan has:", *differences]))

    def destroy(self) -> None:
        """Destroy all that was applied, and make sure that the state is empty.

        Raises:
            SlipwayError: something is left; says where the state is kept.
        """
        if not self._holds_resources():
            return
        self._plans.clear()
        try:
            self._terraform().destroy(self.variables)
        except TerraformError as error:
            raise self._left_over() from error
        if self._holds_resources():
            raise self._left_over()

    def _holds_resources(self) -> bool:
        return (self.directory / "terraform.tfstate").exists() and bool(self._terraform().state_list())

    def _left_over(self) -> SlipwayError:
        variables_file = self.directory / "slipway.auto.tfvars.json"
        variables_file.write_text(json.dumps(self.variables), encoding="utf-8")
        return SlipwayError(
            f"not everything is destroyed; the state is kept: run `terraform destroy` in {self.directory}"
        )
