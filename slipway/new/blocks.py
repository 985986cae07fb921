"""A new queue, table or topic: its module block in the Terraform of a stack."""

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.new import names, stack, stack_files
from slipway.new.files import Written, write_all
from slipway.new.rendering import render_file

MODULES = {"queue": "queue", "table": "table", "topic": "fan-out"}
"""Kind of block -> folder in ``modules/``."""


def new_block(project: Project, kind: str, name: str, *, stack_name: str | None = None) -> Written:
    """Add a module block to ``<kind>s.tf`` of a stack.

    Args:
        project: the project.
        kind: a key of `MODULES`.
        name: name on AWS after the environment's and a hyphen, and with underscores of the block, e.g. ``new-orders``.
        stack_name: name of a stack in slipway.toml. Default: the only one.

    Returns:
        The file that was written.

    Raises:
        SlipwayError: the name is invalid or taken, there are several stacks, or none uses a module of Slipway.
    """
    names.check_format(kind, name)
    files = stack.find(project, stack_name, [])
    label = name.replace("-", "_")
    stack.check_label(files, label)
    source = stack_files.source_of(project, files, MODULES[kind])
    if not source:
        raise SlipwayError(
            f"no stack has a block of a module of Slipway to copy the source from: write the {kind} yourself"
        )
    has_receivers = files.has("variable", "alarm_actions")
    values = {
        "module": label,
        "name": name,
        "source": source,
        "actions": "  alarm_actions = var.alarm_actions\n" if has_receivers else "",
        "alarms": "  alarms = { actions = var.alarm_actions }\n" if has_receivers else "",
    }
    file = project.root / files.directory / f"{kind}s.tf"
    files.append(file, render_file(f"block/{kind}.tf", values))
    return write_all(stack_files.formatted(project.root, files))
