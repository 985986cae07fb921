"""The triggers of a new app: a queue, the stream of a table, a bucket, a schedule or a function URL."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slipway.errors import SlipwayError
from slipway.new import schedules
from slipway.new.stack_files import StackFiles
from slipway.terraform import hcl

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_QUEUE = re.compile(rf"{_NAME.pattern}(\.[A-Za-z0-9_-]{{1,30}})?")
_TIMEOUT = "30"
# The limit of a rule's name, 64, without 36 characters of the bucket's name_prefix and a hyphen.
_LONGEST_WITH_RULE = 27
# The limit of a queue's name, 80, without the environment, its hyphen and -dead-letter.
_LONGEST_OF_TOPIC = 47
# A key of an object without quotes.
_KEY = re.compile(r"(?!for$)[A-Za-z_][A-Za-z0-9_-]*")
_FORMS = 'sqs:QUEUE, sqs:TOPIC.QUEUE, stream:TABLE, s3:BUCKET, "schedule:rate(5 minutes)", url or "GET /path"'
_MODULES = {"sqs": "queue", "stream": "table", "s3": "bucket"}
_COMMANDS = {"fan-out": "topic"}  # module -> slipway new KIND, if that has another name


@dataclass(frozen=True)
class Trigger:
    """What invokes an app.

    Attributes:
        kind: ``sqs``, ``fifo``, ``stream``, ``s3``, ``schedule`` or ``url``.
        source: name of the queue, the table or the bucket, or expression of the schedule; empty for a URL.
        arn: ARN of the queue or the stream, an expression.
        settings: arguments of module lambda -> expression.
        statements: statements of the function's role, an expression each.
    """

    kind: str
    source: str
    arn: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    statements: Sequence[str] = ()


def find(stack: StackFiles, text: str, app: str) -> Trigger:
    """Return the trigger with what the stack has of it. A table without a stream gets one, and a bucket the function.

    Args:
        stack: the stack of the app.
        text: text as on the command line, e.g. ``sqs:orders``.
        app: name of the app.

    Raises:
        SlipwayError: it isn't a trigger, or the stack lacks the queue, the table or the bucket.
    """
    kind, _, source = text.partition(":")
    if text == "url":
        return Trigger("url", "")
    if kind == "schedule":
        schedules.check(source, app)
        return Trigger("schedule", source)
    name = _QUEUE if kind == "sqs" else _NAME
    if kind not in _MODULES or not name.fullmatch(source):
        raise SlipwayError(f"{text!r} isn't a trigger: write {_FORMS}")
    if kind == "sqs" and "." in source:
        return _of_topic(stack, *source.split("."))
    file, block = find_block(stack, _MODULES[kind], source)
    if kind == "stream":
        return _of_table(stack, file, block, source)
    if kind == "s3":
        return _of_bucket(stack, file, block, source, app)
    return Trigger(_kind_of(block), source, f"module.{block.label}.arn", _timeout(block))


def find_block(stack: StackFiles, kind: str, name: str) -> tuple[Path, hcl.Body]:
    """Return the stack's block of a module, with its file, by its label or by the label with hyphens.

    Raises:
        SlipwayError: there is none.
    """
    labels = (name, name.replace("-", "_"))
    for file, block in stack.modules(kind):
        if block.label in labels:
            return file, block
    command = {"lambda": "app"}.get(kind) or _COMMANDS.get(kind, kind)
    raise SlipwayError(
        f"{stack.directory} has no module {labels[1]} of modules/{kind}: add it with `slipway new {command} {name}`"
    )


def _of_topic(stack: StackFiles, topic: str, queue: str) -> Trigger:
    """Return the trigger of a queue of a topic, which gets the queue if it lacks it."""
    file, block = find_block(stack, "fan-out", topic)
    queues = block.object("queues")
    if queues is None:
        raise SlipwayError(f"{file.name} of {stack.directory}: queues of module {block.label} isn't a map in braces")
    known = queues.object(queue)
    timeout = _timeout(known) if known else {"timeout": _TIMEOUT}
    if queue not in queues.attributes():
        if len(f"{topic}-{queue}") > _LONGEST_OF_TOPIC:
            raise SlipwayError(
                f"{topic}.{queue} is too long for SQS, whose queue has the name {topic}-{queue}: write at most "
                f"{_LONGEST_OF_TOPIC} characters"
            )
        key = queue if _KEY.fullmatch(queue) else f'"{queue}"'
        stack.texts[file] = queues.with_attribute(f"{key} = {{ consumer_timeout_seconds = {_TIMEOUT} }}")
    return Trigger(_kind_of(block), f"{topic}.{queue}", f'module.{block.label}.queues["{queue}"].arn', timeout)


def _timeout(queue: hcl.Body) -> dict[str, str]:
    """Return the function's timeout as the queue has it."""
    timeout = queue.expression("consumer_timeout_seconds")
    return {"timeout": timeout} if timeout else {}


def _kind_of(block: hcl.Body) -> str:
    """Return ``fifo`` for a queue, or a topic, whose name makes it FIFO."""
    return "fifo" if (block.expression("name") or "").endswith('.fifo"') else "sqs"


def _of_table(stack: StackFiles, file: Path, table: hcl.Body, source: str) -> Trigger:
    if (table.expression("stream_view_type") or "null") == "null":
        stack.texts[file] = table.with_value("stream_view_type", '"NEW_AND_OLD_IMAGES"')
    return Trigger("stream", source, f"module.{table.label}.stream_arn")


def _of_bucket(stack: StackFiles, file: Path, bucket: hcl.Body, source: str, app: str) -> Trigger:
    """Return the trigger of a bucket, which gets the function and sends its events to EventBridge."""
    if len(app) > _LONGEST_WITH_RULE:
        raise SlipwayError(
            f"{app!r} is too long for a rule of EventBridge, whose name is made of it: write at most "
            f"{_LONGEST_WITH_RULE} characters"
        )
    module, functions = app.replace("-", "_"), bucket.object("functions")
    entry = f'"{app}" = {{ function = module.{module} }}'
    where = f"{file.name} of {stack.directory}: functions of module {bucket.label}"
    if functions is None and bucket.expression("functions"):
        raise SlipwayError(f"{where} isn't a map in braces")
    if functions and app in functions.attributes():
        raise SlipwayError(f"{where} already has {app}: choose another name")
    text = functions.with_attribute(entry) if functions else bucket.with_attribute(f"\n  functions = {{\n{entry}\n}}")
    (bucket,) = [each for each in hcl.modules(text) if each.label == bucket.label]  # at its new positions
    stack.texts[file] = bucket.with_value("eventbridge", "true")
    statements = [f'{{ actions = ["s3:GetObject"], resources = ["${{module.{bucket.label}.arn}}/*"] }}']
    key = bucket.expression("kms_key_arn") or "null"
    if key != "null":
        statements.append(f'{{ actions = ["kms:Decrypt"], resources = [{key}] }}')
    failed = {"async": f"{{ on_failure_arn = module.{module}_dead_letters.arn }}"}
    return Trigger("s3", source, settings=failed, statements=statements)
