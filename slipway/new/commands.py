"""The commands ``slipway new``."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.config.project import Project, load_project
from slipway.console.arguments import add_command
from slipway.console.program import program
from slipway.errors import SlipwayError
from slipway.new.api import new_api
from slipway.new.app import new_app
from slipway.new.blocks import FIFO, new_block, new_schedule
from slipway.new.files import Written, exclusive
from slipway.new.new_stack import new_stack

_BLOCKS = {
    "queue": """Add an SQS queue, with a dead-letter queue, to a stack.

    `slipway new app --trigger sqs:NAME` adds a function that reads it.
    """,
    "table": """Add a DynamoDB table with the partition key id to a stack.

    It is protected against deletion, unless the environment is dev. `slipway new app --trigger stream:NAME` adds a
    function for its changes.
    """,
    "topic": """Add an SNS topic to a stack.

    `slipway new app --trigger sqs:NAME.QUEUE` adds a queue that gets each of its messages, and a function that reads
    the queue.
    """,
    "bucket": """Add an S3 bucket to a stack.

    With objects it isn't destroyed, unless the environment is dev. `slipway new app --trigger s3:NAME` adds a function
    for its objects.
    """,
}
_CONSUMERS = {
    "queue": "sqs:{}",
    "table": "stream:{}",
    "topic": "sqs:{}.QUEUE",
    "bucket": "s3:{}",
}  # the trigger of what reads it
_TRIGGERS = (
    'sqs:QUEUE, sqs:TOPIC.QUEUE, stream:TABLE or s3:BUCKET, of the stack; "schedule:rate(5 minutes)"; url; or a route, '
    '"METHOD /path"'
)
_NEXT = (
    "write the handler and its test, add the actions that it calls to role.statements in the module block, then run "
    "`make lint test`. `make up` applies the stack and deploys the app on the local AWS."
)


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class is private
    """Add ``new`` to the command line."""
    parser = subparsers.add_parser("new", help="add an app, a queue, a table, a schedule, an API, a stack …")
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    _add_app(kinds)
    for kind, description in _BLOCKS.items():
        block = kinds.add_parser(kind, help=f"a {kind} in a stack", description=description)
        block.add_argument("name", metavar="NAME", help=f"name of the {kind} after the environment's, e.g. new-orders")
        block.add_argument("--stack", metavar="NAME", help="stack in slipway.toml; required if there are several")
        if kind in FIFO:
            block.add_argument("--fifo", action="store_true", help="keep the order of the messages of a group")
        block.set_defaults(run=_block, kind=kind)
    _add_schedule(kinds)
    api = add_command(kinds, "api", _api, "a REST API in a stack, with a function")
    api.add_argument("name", metavar="NAME", help="name of the API after the environment's, e.g. orders")
    api.add_argument("--stack", metavar="NAME", help="stack in slipway.toml; required if there are several")
    stack = add_command(kinds, "stack", _stack, "a stack without resources")
    stack.add_argument("name", metavar="NAME", help="name of the stack and of its folder, e.g. orders")


def _add_app(kinds: Any) -> None:  # noqa: ANN401 - as above
    app = add_command(kinds, "app", _app, "a function: folder, unit test, module block")
    app.add_argument("name", metavar="NAME", help="name of the folder in apps/, e.g. get-movie")
    trigger = app.add_mutually_exclusive_group()
    trigger.add_argument("--route", metavar='"METHOD /path"', help="add this route to the stack's REST API")
    trigger.add_argument(
        "--trigger",
        metavar="TRIGGER",
        help=_TRIGGERS,
    )
    app.add_argument(
        "--stack", metavar="NAME", help="stack in slipway.toml; required if it has no function yet or several fit"
    )
    app.add_argument("--api", metavar="LABEL", help="module block of the REST API; required if the stack has several")


def _add_schedule(kinds: Any) -> None:  # noqa: ANN401 - as above
    schedule = add_command(kinds, "schedule", _schedule, "a schedule of a function")
    schedule.add_argument("name", metavar="NAME", help="name of the schedule after the environment's, e.g. send-report")
    schedule.add_argument("expression", metavar="EXPRESSION", help='"rate(5 minutes)", "cron(0 3 * * ? *)" or "at(…)"')
    schedule.add_argument("--app", metavar="APP", help="app of the stack (default: a new one with the schedule's name)")
    schedule.add_argument(
        "--stack", metavar="NAME", help="stack in slipway.toml; required if it has no function yet or several fit"
    )


def _app(arguments: argparse.Namespace) -> int:
    """Write an app's folder, its unit test and its module block, with what invokes it.

    That is a route of the stack's REST API, or an event: the messages of a queue or a topic of the stack (`slipway new
    queue` and `slipway new topic`), the changes of a table (`slipway new table`), the objects of a bucket (`slipway new
    bucket`), a schedule of EventBridge Scheduler, or requests to a function URL, which must be signed. With it come a
    handler for the event, its grants, and a test with a sample event.
    """
    trigger: str | None = arguments.trigger
    route: str | None = arguments.route
    if trigger and " " in trigger and ":" not in trigger.partition(" ")[0]:
        route, trigger = trigger, None
    if arguments.api and not route:
        raise SlipwayError("--api is the API of a route: write --route too")
    with _project() as project:
        written = new_app(
            project, arguments.name, route=route, trigger=trigger, stack_name=arguments.stack, api=arguments.api
        )
    return _print(project, written, _NEXT)


def _block(arguments: argparse.Namespace) -> int:
    is_fifo: bool = arguments.kind in FIFO and arguments.fifo
    with _project() as project:
        written = new_block(project, arguments.kind, arguments.name, stack_name=arguments.stack, fifo=is_fifo)
    stack = f" --stack {arguments.stack}" if arguments.stack else ""
    trigger = _CONSUMERS[arguments.kind].format(arguments.name)
    return _print(project, written, f"{program()} new app NAME --trigger {trigger}{stack}")


def _schedule(arguments: argparse.Namespace) -> int:
    """Add a schedule of EventBridge Scheduler that invokes a function, with its role, retries and dead letters.

    The function is a new app, as by `slipway new app --trigger schedule:EXPRESSION`, or one that the stack has: then
    the schedule's event is written beside its tests, for `slipway invoke`.
    """
    name, expression, app, stack = arguments.name, arguments.expression, arguments.app, arguments.stack
    with _project() as project:
        if app is None:
            written = new_app(project, name, trigger=f"schedule:{expression}", stack_name=stack)
        else:
            written = new_schedule(project, name, expression, app, stack_name=stack)
    following = f"have the handler of {app} process the event, and test it." if app else _NEXT
    return _print(project, written, following)


def _api(arguments: argparse.Namespace) -> int:
    """Add a REST API to a stack, with an output for its URL and a function: get-NAME answers GET /NAME.

    API Gateway deploys no API without a method. `slipway new app --route` adds more, with `--api` if the stack has
    several APIs.
    """
    with _project() as project:
        written = new_api(project, arguments.name, stack_name=arguments.stack)
    return _print(project, written, _NEXT)


def _stack(arguments: argparse.Namespace) -> int:
    """Write a stack without resources, with the environments of another stack, and add it to slipway.toml.

    Its backend has the bucket of that stack and its own key. On AWS, `iac/bootstrap` decides what it may do.
    """
    with _project() as project:
        written = new_stack(project, arguments.name)
    return _print(project, written, f"{program()} new app NAME --stack {arguments.name}, or new queue, table, api …")


def _print(project: Project, written: Written, following: str) -> int:
    print("\n".join(written.lines(project.root)))
    print(f"\nNext: {following}")
    return 0


@contextmanager
def _project() -> Iterator[Project]:
    """Yield the project of the current folder as no other command changes it meanwhile."""
    with exclusive(load_project(Path.cwd()).root):
        yield load_project(Path.cwd())
