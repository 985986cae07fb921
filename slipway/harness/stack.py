"""Root configurations under test: planned, applied, and destroyed even if a test fails."""

import json
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.harness.configuration import write_backend
from slipway.harness.plan import Plan
from slipway.harness.states import STATE
from slipway.terraform import Terraform, TerraformError

if TYPE_CHECKING:
    from slipway.harness.http import Http

__tracebackhide__ = tracebacks.hide

# Terraform frames its messages and wraps them at the width of a terminal.
_FRAME = re.compile(r"[│╷╵├─\s]+")


class Outputs(dict[str, Any]):
    """The values of the outputs by name; the error of a missing name lists the names that there are."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - never returns
        __tracebackhide__ = True
        raise KeyError(f"there is no output {name!r}; there are: {', '.join(self) or 'none; is it applied?'}")


class BaseStack:
    """A root configuration with its variables and a state.

    Attributes:
        directory: the configuration's copy, which holds the state too.
        variables: variables of Terraform, with the changes that were applied.
        outputs: outputs of the last apply, by name.
        target: the account that it is in, or will be.
    """

    def __init__(
        self, directory: Path, terraform: Callable[[], Terraform], variables: dict[str, Any], target: Target
    ) -> None:
        """Do nothing with the configuration yet.

        Args:
            directory: an initialised root configuration.
            terraform: returns the runner for the next command there.
            variables: variables of Terraform.
            target: target of ``terraform``.
        """
        self.directory = directory
        self.variables = variables
        self.target = target
        self.outputs = Outputs()
        self._terraform = terraform
        self._plans: dict[str, Plan] = {}

    @cached_property
    def aws(self) -> Callable[[str], Any]:
        """``stack.aws("dynamodb")`` is a boto3 client in the stack's account."""
        return cache(self.target.client)

    @cached_property
    def http(self) -> "Http":
        """As the fixture ``http``; ``sigv4=True`` signs with the stack's account."""
        from slipway.harness.http import Http  # noqa: PLC0415 - a session that only plans needs no boto3 nor requests

        return Http(self.target)

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
        """Return the errors for which Terraform refuses to plan with these changes, in one line without its frames.

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

    def assert_converged(self) -> None:
        """Assert that a new plan would change nothing.

        Raises:
            AssertionError: it would; lists the attributes that differ, by resource.
        """
        self._plans.clear()
        plan = self._terraform().plan_changes(self.variables)
        if plan and (differences := Plan(plan).differences()):
            raise AssertionError("\n".join(["the configuration doesn't converge; a second plan has:", *differences]))

    def _read_outputs(self) -> None:
        self.outputs = Outputs({name: output["value"] for name, output in self._state().get("outputs", {}).items()})

    def _state(self) -> dict[str, Any]:
        """Return the state. Only its outputs, and whether it has resources, are read."""
        file = self.directory / STATE  # a Terraform command for either takes 60 ms
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


class SharedStack(BaseStack):
    """An applied stack that all workers of a run use, so none can change it.

    Attributes:
        name: name of the configuration's folder.
    """

    def __init__(self, name: str, *stack: Any) -> None:  # noqa: ANN401 - as of the base class
        super().__init__(*stack)
        self.name = name
        self._read_outputs()


class Stack(BaseStack):
    """A root configuration with its variables and a state that no other stack has."""

    def apply(self, **changes: Any) -> Self:  # noqa: ANN401 - any variable's value
        """Apply, with changes that last, and return this stack, which now has ``outputs``.

        Raises:
            TerraformError: Terraform failed. The resources that it had created are destroyed with the stack.
        """
        self._plans.clear()
        self._terraform().apply({**self.variables, **changes})
        self.variables |= changes
        self._read_outputs()
        return self

    def destroy(self) -> None:
        """Destroy everything that was applied, and make sure that the state is empty.

        Raises:
            SlipwayError: something is left; names the folder of the state.
        """
        if not self._state().get("resources"):
            return
        self._plans.clear()
        try:
            self._terraform().destroy(self.variables)
        except TerraformError as error:
            raise self._left_over() from error
        if self._state().get("resources"):
            raise self._left_over()

    def _left_over(self) -> SlipwayError:
        variables_file = self.directory / "slipway.auto.tfvars.json"
        variables_file.write_text(json.dumps(self.variables), encoding="utf-8")
        write_backend(self.directory, "local")
        with suppress(TerraformError):  # it has failed already
            self._terraform().init()
        return SlipwayError(
            f"not everything is destroyed; the state is kept: run `terraform destroy` in {self.directory}"
        )


def destroy(stack: Stack, folder: Path) -> None:
    """Destroy a stack and remove the folder of its copy, which stays if that fails.

    Raises:
        SlipwayError: see `Stack.destroy`.
    """
    stack.destroy()
    shutil.rmtree(folder)


def call_all(steps: Iterable[Callable[[], object]]) -> None:
    """Call all steps, also those after one that fails.

    Raises:
        Exception: the exception of the step that failed; a group, if several did.
    """
    failures = []
    for step in steps:
        try:
            step()
        except Exception as failure:  # noqa: BLE001 - raised below
            failures.append(failure)
    if failures:
        raise failures[0] if len(failures) == 1 else ExceptionGroup("stacks are left over", failures)
