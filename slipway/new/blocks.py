"""A new queue, table, topic, bucket or schedule: its module block in the Terraform of a stack."""

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.new import names, schedules, stack, stack_files, taken, trigger_blocks, trigger_events, triggers
from slipway.new.files import Written, write_all
from slipway.new.rendering import render_file

MODULES = {"queue": "queue", "table": "table", "topic": "fan-out", "bucket": "bucket"}
"""Kind of block -> folder in ``modules/``."""
FIFO = ("queue", "topic")
"""The kinds that can keep the order of messages."""
# The limit of module bucket's name_prefix, 37, without the environment and two hyphens.
_LONGEST_BUCKET = 15


def new_block(project: Project, kind: str, name: str, *, stack_name: str | None = None, fifo: bool = False) -> Written:
    """Add a module block to ``<kind>s.tf`` of a stack.

    Args:
        project: the project.
        kind: a key of `MODULES`.
        name: name on AWS after the environment's and a hyphen, and with underscores of the block, e.g. ``new-orders``.
        stack_name: name of a stack in slipway.toml. Default: the only one.
        fifo: whether a queue or a topic is FIFO.

    Returns:
        The file that was written.

    Raises:
        SlipwayError: the name is invalid or taken, there are several stacks, or none uses a module of Slipway.
    """
    names.check_format(kind, name)
    if kind == "bucket" and len(name) > _LONGEST_BUCKET:
        raise SlipwayError(f"{name!r} is too long for a bucket, whose name gets a suffix: use {_LONGEST_BUCKET}")
    files = stack.find(project, stack_name, [])
    label = name.replace("-", "_")
    stack.check_label(files, label)
    has_receivers = files.has("variable", "alarm_actions")
    values = {
        "module": label,
        "name": f"{name}.fifo" if fifo else name,
        "source": stack_files.required_source(project, files, MODULES[kind]),
        "alarms": "  alarms = { actions = var.alarm_actions }\n" if has_receivers else "",
    }
    files.append(project.root / files.directory / f"{kind}s.tf", render_file(f"block/{kind}.tf", values))
    taken.check(project, files)
    return write_all(stack_files.formatted(project.root, files))


def new_schedule(project: Project, name: str, expression: str, app: str, *, stack_name: str | None = None) -> Written:
    """Add a schedule that invokes the function of an app, and the event that the function gets.

    Args:
        project: the project.
        name: name on AWS after the environment's and a hyphen and before ``-schedule``, and so of the module block.
        expression: expression, see `slipway.new.schedules.check`.
        app: name of the app.
        stack_name: name of a stack in slipway.toml. Default: the only one with a function.

    Returns:
        The files that were written.

    Raises:
        SlipwayError: the name is invalid or taken, the expression is invalid, or no stack has the app's function.
    """
    names.check_format("schedule", name)
    schedules.check(expression, name)
    files = stack.find(project, stack_name, ["lambda"])
    _, function = triggers.find_block(files, "lambda", app)
    trigger = triggers.Trigger("schedule", expression)
    file = project.root / files.directory / "schedules.tf"
    trigger_blocks.add_schedule(files, file, name, trigger, function.label, stack.pattern(project, files))
    taken.check(project, files)
    event = project.root / "tests" / "unit" / "apps" / app / f"{name}-schedule.json"
    if event.exists():
        raise SlipwayError(f"{event.relative_to(project.root)} already exists: choose another name")
    texts = {event: trigger_events.event(project, trigger, name)}
    return write_all(texts | stack_files.formatted(project.root, files))
