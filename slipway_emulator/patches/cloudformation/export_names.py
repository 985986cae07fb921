"""An output can't be exported under a name that another stack exports: the stack fails, and is rolled back.

"For each AWS account, Export names must be unique within a region":
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
The reason is the one that users report: https://github.com/aws-amplify/amplify-js/issues/5811

In MiniStack the later stack gets the name.
"""

import functools
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import stacks


def apply() -> None:
    """Wrap the function that finds the outputs of a stack; its errors fail the stack."""
    resolve = stacks._resolve_stack_outputs

    @functools.wraps(resolve)
    def resolve_stack_outputs(*arguments: Any) -> Any:  # noqa: ANN401 - MiniStack's
        outputs, exports = resolve(*arguments)
        for name, export in exports.items():
            other = cloudformation._exports.get(name)
            if other and other["StackId"] != export["StackId"]:
                stack = other["StackId"].split("/")[1]
                raise ValueError(f"Export with name {name} is already exported by stack {stack}")
        return outputs, exports

    stacks._resolve_stack_outputs = resolve_stack_outputs
