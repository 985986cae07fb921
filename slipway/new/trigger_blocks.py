"""The module blocks that invoke a new function."""

from pathlib import Path

from slipway.errors import SlipwayError
from slipway.new.rendering import render_file
from slipway.new.stack import check_label
from slipway.new.stack_files import Pattern, StackFiles, sibling
from slipway.new.templates import role
from slipway.new.triggers import Trigger
from slipway.terraform import hcl

_FILES = {"fifo": "app/sqs/trigger.tf", "s3": "block/dead-letters.tf", "schedule": "block/schedule.tf"}
_MODULES = {
    "mapping": "event-source-mapping",
    "deadletters": "dead-letter-queue",
    "schedule": "schedule",
    "url": "function-url",
}


def connect(root: Path, stack: StackFiles, name: str, trigger: Trigger, like: Pattern) -> None:
    """Add the module blocks that invoke the app's function, and grant its role what that needs.

    Raises:
        SlipwayError: the stack has a block with one of their labels.
    """
    values = _values(stack, name, trigger, like)
    files = ["block/dead-letters.tf"] if trigger.kind == "stream" else []
    block = "".join(
        render_file(file, values) for file in [*files, _FILES.get(trigger.kind, f"app/{trigger.kind}/trigger.tf")]
    )
    for added in hcl.modules(block):
        check_label(stack, added.label)
    stack.append(like.file, block)
    if trigger.kind == "url":
        add_output(root, stack, output_of(name), render_file("app/url/output.tf", values))


def output_of(app: str) -> str:
    """Return the name of the output with the URL of an app's function."""
    return f"{app.replace('-', '_')}_url"


def add_schedule(stack: StackFiles, file: Path, name: str, trigger: Trigger, app: str, like: Pattern) -> None:
    """Add a schedule that invokes a function of the stack.

    Args:
        stack: gets the module block.
        file: gets the module block.
        name: name of the schedule and, with ``_schedule``, of its block.
        trigger: the schedule.
        app: name of the function's app.
        like: pattern of the stack.
    """
    values = _values(stack, name, trigger, like) | {"function": app.replace("-", "_")}
    check_label(stack, f"{values['module']}_schedule")
    stack.append(file, render_file("block/schedule.tf", values))


def add_output(root: Path, stack: StackFiles, name: str, block: str) -> None:
    """Add an output to ``outputs.tf``.

    Raises:
        SlipwayError: the stack has it already.
    """
    if stack.has("output", name):
        raise SlipwayError(f"{stack.directory} already has an output {name}: choose another name")
    stack.append(root / stack.directory / "outputs.tf", block)


def _values(stack: StackFiles, name: str, trigger: Trigger, like: Pattern) -> dict[str, str]:
    module = name.replace("-", "_")
    has_receivers = stack.has("variable", "alarm_actions")
    return {
        "module": module,
        "name": name,
        "function": module,
        "source": trigger.source,
        "arn": trigger.arn,
        "alarms": "  alarms = { actions = var.alarm_actions }\n" if has_receivers else "",
        "role": role(like.role),
        **{key: sibling(like.source, kind) for key, kind in _MODULES.items()},
    }
