"""The triggers of a new app: an SQS queue, the stream of a DynamoDB table, a schedule or a function URL."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.functions import samples
from slipway.new.rendering import render_file
from slipway.new.stack import check_label
from slipway.new.stack_files import Pattern, StackFiles, sibling
from slipway.terraform import hcl

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_QUEUE = re.compile(rf"{_NAME.pattern}(\.[A-Za-z0-9_-]{{1,30}})?")
# As in modules/schedule.
_EXPRESSION = re.compile(
    r"rate\([1-9][0-9]* (minutes?|hours?|days?)\)"
    r"|cron\([0-9A-Za-z*/,?#-]+( [0-9A-Za-z*/,?#-]+){5}\)"
    r"|at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\)"
)
_TIMEOUT = "30"
_LONGEST_EXPRESSION = 80  # it is also in the first line of the handler
# The limit of a schedule's name, 64, without the environment, its hyphen and -schedule.
_LONGEST_WITH_SCHEDULE = 34
_FORMS = 'sqs:QUEUE, sqs:TOPIC.QUEUE, stream:TABLE, "schedule:rate(5 minutes)", url or "GET /path"'
_MODULES = {"sqs": "queue", "stream": "table"}


@dataclass(frozen=True)
class Trigger:
    """What invokes an app.

    Attributes:
        kind: ``sqs``, ``fifo``, ``stream``, ``schedule`` or ``url``.
        source: name of the queue or the table, or expression of the schedule; empty for a URL.
        arn: of the queue or the stream, an expression.
        timeout: of the function, an expression; None for the default of module lambda.
    """

    kind: str
    source: str
    arn: str = ""
    timeout: str | None = None


def find(stack: StackFiles, text: str, app: str) -> Trigger:
    """Return the trigger with what the stack has of it. A table without a stream gets one.

    Args:
        stack: the stack of the app.
        text: as on the command line, e.g. ``sqs:orders``.
        app: name of the app.

    Raises:
        SlipwayError: it isn't a trigger, or the stack lacks the queue or the table.
    """
    kind, _, source = text.partition(":")
    if text == "url":
        return Trigger("url", "")
    if kind == "schedule":
        _check_schedule(source, app)
        return Trigger("schedule", source)
    name = _NAME if kind == "stream" else _QUEUE
    if kind not in _MODULES or not name.fullmatch(source):
        raise SlipwayError(f"{text!r} isn't a trigger: write {_FORMS}")
    if kind == "sqs" and "." in source:
        return _of_topic(stack, *source.split("."))
    file, block = _block(stack, _MODULES[kind], source)
    if kind == "stream":
        if (block.expression("stream_view_type") or "null") == "null":
            stack.texts[file] = _with_stream(block)
        return Trigger("stream", source, f"module.{block.label}.stream_arn")
    timeout = block.expression("consumer_timeout_seconds")
    return Trigger(_kind_of(block), source, f"module.{block.label}.arn", timeout)


def connect(root: Path, stack: StackFiles, name: str, trigger: Trigger, like: Pattern) -> None:
    """Add the module blocks that invoke the app's function, and grant its role what that needs."""
    module = name.replace("-", "_")
    has_receivers = stack.has("variable", "alarm_actions")
    modules = {"mapping": "event-source-mapping", "deadletters": "dead-letter-queue", "schedule": "schedule"}
    role = ", ".join(f"{argument} = {expression}" for argument, expression in like.role.items())
    values = {
        "module": module,
        "name": name,
        "source": trigger.source,
        "arn": trigger.arn,
        "actions": "  alarm_actions = var.alarm_actions\n" if has_receivers else "",
        "iterator": "  iterator_age_alarm = { actions = var.alarm_actions }\n" if has_receivers else "",
        "role": f"  role = {{ {role} }}\n" if role else "",
        **{key: sibling(like.source, kind) for key, kind in (modules | {"url": "function-url"}).items()},
    }
    folder = "sqs" if trigger.kind == "fifo" else trigger.kind
    block = render_file(f"app/{folder}/trigger.tf", values)
    for added in hcl.modules(block):
        check_label(stack, added.label)
    stack.append(like.file, block)
    if trigger.kind == "url":
        _add_output(root, stack, module, render_file("app/url/output.tf", values))


def event(project: Project, trigger: Trigger, app: str) -> str:
    """Return an event of the trigger, as JSON: a sample with the names of the project."""
    sample: dict[str, Any] = json.loads(samples.read("sqs" if trigger.kind == "fifo" else trigger.kind))
    if trigger.kind == "schedule":
        # https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
        arn = f"arn:aws:scheduler:eu-central-1:123456789012:schedule/default/{project.environment}-{app}-schedule"
        sample |= {"source": "aws.scheduler", "resources": [arn], "detail": "{}"}
    if trigger.kind == "fifo":
        for number, message in enumerate(sample["Records"]):
            message["eventSourceARN"] += ".fifo"
            order = {"MessageGroupId": "1", "SequenceNumber": f"1887084992684960153{number}"}
            message["attributes"] |= order | {"MessageDeduplicationId": message["messageId"]}
    name = f"{project.environment}-{trigger.source.replace('.', '-')}"
    text = json.dumps(sample, indent=2).replace("dev-orders", name).replace("dev-items", name)
    return text.replace("eu-central-1", project.region).replace("123456789012", project.account) + "\n"


def _check_schedule(expression: str, app: str) -> None:
    is_cron = expression.startswith("cron(")
    fields = expression.removesuffix(")").split(" ")
    is_one = len(expression) <= _LONGEST_EXPRESSION and _EXPRESSION.fullmatch(expression)
    if not is_one or (is_cron and (fields[2] == "?") == (fields[4] == "?")):
        raise SlipwayError(
            f"{expression!r} isn't a schedule: write rate(5 minutes), cron(0 3 * * ? *), of whose day of month and day "
            "of week one is ?, or at(2030-01-31T08:00:00)"
        )
    if len(app) > _LONGEST_WITH_SCHEDULE:
        raise SlipwayError(
            f"{app!r} is too long for a schedule, whose name is made of it: use {_LONGEST_WITH_SCHEDULE}"
        )


def _block(stack: StackFiles, kind: str, name: str) -> tuple[Path, hcl.Body]:
    labels = (name, name.replace("-", "_"))
    for file, block in stack.modules(kind):
        if block.label in labels:
            return file, block
    command = "topic" if kind == "fan-out" else kind
    raise SlipwayError(
        f"{stack.directory} has no module {labels[1]} of modules/{kind}: add it with `slipway new {command} {name}`"
    )


def _of_topic(stack: StackFiles, topic: str, queue: str) -> Trigger:
    """Return the trigger of a queue of a topic, which gets the queue if it lacks it."""
    file, block = _block(stack, "fan-out", topic)
    queues = block.object("queues")
    if queues is None:
        raise SlipwayError(f"{file.name} of {stack.directory}: queues of module {block.label} isn't a map in braces")
    known = queues.object(queue)
    timeout = known.expression("consumer_timeout_seconds") if known else _TIMEOUT
    if queue not in queues.attributes():
        stack.texts[file] = queues.with_attribute(f"{queue} = {{ consumer_timeout_seconds = {_TIMEOUT} }}")
    return Trigger(_kind_of(block), f"{topic}.{queue}", f'module.{block.label}.queues["{queue}"].arn', timeout)


def _kind_of(block: hcl.Body) -> str:
    """Return ``fifo`` for a queue, or a topic, whose name makes it FIFO."""
    return "fifo" if (block.expression("name") or "").endswith('.fifo"') else "sqs"


def _with_stream(table: hcl.Body) -> str:
    span = table.attributes().get("stream_view_type")
    if span:
        return f'{table.text[: span[0]]}"NEW_AND_OLD_IMAGES"{table.text[span[1] :]}'
    return table.with_attribute('stream_view_type = "NEW_AND_OLD_IMAGES"')


def _add_output(root: Path, stack: StackFiles, module: str, block: str) -> None:
    if stack.has("output", f"{module}_url"):
        raise SlipwayError(f"{stack.directory} already has an output {module}_url: choose another name")
    stack.append(root / stack.directory / "outputs.tf", block)
