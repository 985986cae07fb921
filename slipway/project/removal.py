"""Destroying a stack on the local AWS, by a plan that can be looked at before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.project import state, state_lock
from slipway.project.stacks import data_directory_of, initialize, shorten_terraform_error, variables_of
from slipway.system.process import LineCallback
from slipway.terraform import Terraform, init_record
from slipway.terraform.provider_keeper import ProviderKeeper
from slipway.terraform.stack import terraform_for


@dataclass(frozen=True)
class Removal:
    """The removal of a stack.

    Attributes:
        project: the stack's project.
        stack: the stack.
        target: the local AWS.
        outputs: outputs of the earlier stacks, for the stack's variables.
        file: the plan, which has secrets in clear text.
        providers: see `Terraform`.
    """

    project: Project
    stack: Stack
    target: Target
    outputs: Mapping[str, Any]
    file: Path
    providers: ProviderKeeper

    def plan(self, on_line: LineCallback) -> dict[str, Any] | None:
        """Write a plan that destroys everything in the stack's state, for `apply`.

        Args:
            on_line: called with each line of Terraform's output.

        Returns:
            The plan in Terraform's JSON format; None if nothing is in the state.

        Raises:
            SlipwayError: Terraform failed, or an output of an earlier stack is missing.
        """
        stack, target = self.stack, self.target
        if not json.loads(state.read(stack, target) or "{}").get("resources"):
            return None
        try:
            variables = self._variables()
        except LookupError as error:
            raise SlipwayError(
                f"{stack.directory} needs the output {error} of an earlier stack to be removed: `slipway pipeline up "
                f"{stack.name}` applies it again"
            ) from error
        terraform = self._terraform(on_line)
        state_lock.remove_stale(target.client("s3"), state.BUCKET, state.key(stack), stack, terraform.directory)
        with shorten_terraform_error(stack):
            if not init_record.is_current(terraform.directory, data_directory_of(self.project, stack)):
                initialize(self.project, stack, target, terraform)
            plan = terraform.save_plan(self.file, variables, destroy=True)
        changes = plan["resource_changes"] if plan else []
        return plan if any("delete" in each["change"]["actions"] for each in changes) else None

    def apply(self, on_line: LineCallback) -> None:
        """Apply the plan that `plan` has written.

        Raises:
            SlipwayError: Terraform failed, and its output has the reason.
        """
        with shorten_terraform_error(self.stack):
            self._terraform(on_line).apply_plan(self.file, self._variables())

    def _variables(self) -> dict[str, Any]:
        return variables_of(self.project, self.stack, self.target, self.outputs)

    def _terraform(self, on_line: LineCallback) -> Terraform:
        directory = data_directory_of(self.project, self.stack)
        return terraform_for(self.project, self.stack, self.target, directory, on_line, self.providers)
