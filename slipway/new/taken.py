"""The names on AWS of the queues, tables and topics that the stacks of a project create.

Two stacks must not create the same: that a table exists already, Terraform finds out only when it applies. Of a queue
or a topic with the same name and settings, AWS returns the existing one, so that both stacks own it, and the first one
that is destroyed deletes it.
"""

from collections import Counter
from collections.abc import Iterator

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.new import stack_files
from slipway.new.stack_files import StackFiles
from slipway.terraform import hcl

_KINDS = ("queue", "fan-out", "dead-letter-queue", "schedule", "table")


def check(project: Project, stack: StackFiles) -> None:
    """Raise SlipwayError if a name that was added to a stack is taken, in this stack or in another one.

    Args:
        project: its stacks, as they are on disk.
        stack: one of them, with its new text.
    """
    names = _names(stack)
    added = names - _names(stack_files.read(project, stack.directory))
    directories = dict.fromkeys(each.directory for each in project.stacks if each.directory != stack.directory)
    known = {directory: _names(stack_files.read(project, directory)) for directory in directories}
    for directory, others in {stack.directory: names - added, **known}.items():
        for what, name in added:
            if others[what, name] or names[what, name] > 1:
                short = name.removeprefix("${var.environment}-")
                raise SlipwayError(f"{directory} already creates the {what} {short}: choose another name")


def _names(stack: StackFiles) -> Counter[tuple[str, str]]:
    """Return how often each name occurs, by what has it; a name is the text of an expression without quotes."""
    return Counter(
        name
        for kind in _KINDS
        for _, block in stack.modules(kind)
        if (expression := block.expression("name"))
        for name in _of_block(kind, block, expression.strip('"'))
    )


def _of_block(kind: str, block: hcl.Body, name: str) -> Iterator[tuple[str, str]]:
    """Yield what a module creates, as its variable ``name`` describes it."""
    base, suffix = (name.removesuffix(".fifo"), ".fifo") if name.endswith(".fifo") else (name, "")
    if kind == "table":
        yield "table", name
    elif kind == "fan-out":
        yield "topic", name
        queues = block.object("queues")
        for key in queues.attributes() if queues else ():
            yield "queue", f"{base}-{key}{suffix}"
            yield "queue", f"{base}-{key}-dead-letter{suffix}"
    else:
        if kind != "schedule":
            yield "queue", name
        if kind != "dead-letter-queue":
            yield "queue", f"{base}-dead-letter{suffix}"
