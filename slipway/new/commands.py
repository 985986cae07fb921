"""The commands ``slipway init`` and ``slipway new``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.config.project import load_project
from slipway.new.app import new_app
from slipway.new.blocks import new_block
from slipway.new.new_stack import new_stack
from slipway.new.project import new_project

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
}
_TRIGGERS = (
    'sqs:QUEUE, sqs:TOPIC.QUEUE or stream:TABLE, of the stack; "schedule:rate(5 minutes)"; url; or a route, '
    '"METHOD /path"'
)


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class is private
    """Add ``init`` and ``new`` to the command line."""
    _add_init(subparsers)
    parser = subparsers.add_parser("new", help="add an app, a queue, a table, a topic or a stack")
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    _add_app(kinds)
    for kind, description in _BLOCKS.items():
        block = kinds.add_parser(kind, help=f"a {kind} in a stack", description=description)
        block.add_argument("name", metavar="NAME", help=f"name of the {kind} after the environment's, e.g. new-orders")
        block.add_argument("--stack", metavar="NAME", help="stack in slipway.toml; required if there are several")
        block.set_defaults(run=_block, kind=kind)
    stack = kinds.add_parser("stack", help="a stack without resources", description=_stack.__doc__)
    stack.add_argument("name", metavar="NAME", help="name of the stack and of its folder, e.g. orders")
    stack.set_defaults(run=_stack)


def _add_app(kinds: Any) -> None:  # noqa: ANN401 - as above
    app = kinds.add_parser("app", help="a function: folder, unit test, module block", description=_app.__doc__)
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
    app.set_defaults(run=_app)


def _add_init(subparsers: Any) -> None:  # noqa: ANN401 - as above
    parser = subparsers.add_parser("init", help="write a project that uses Slipway", description=_init.__doc__)
    parser.add_argument("directory", metavar="DIRECTORY", type=Path, help="an empty or a new folder, e.g. my-system")
    parser.add_argument("--region", default="eu-central-1", help="AWS region (default: %(default)s)")
    parser.add_argument(
        "--source",
        metavar="URL|PATH",
        help="git repository of Slipway, or a folder with a clone (default: where this slipway was installed from)",
    )
    parser.set_defaults(run=_init)


def _init(arguments: argparse.Namespace) -> int:
    """Write a small project: one stack with an API, one function, tests, workflows and a Makefile.

    Its modules, its workflows and the tool come from the release of Slipway that writes it.
    """
    written = new_project(arguments.directory, source=arguments.source, region=arguments.region)
    print(f"wrote {len(written.new)} files to {arguments.directory}")
    print(f"\nNext: cd {arguments.directory} && make up")
    return 0


def _app(arguments: argparse.Namespace) -> int:
    """Write an app's folder, its unit test and its module block, with what invokes it.

    That is a route of the stack's REST API, or an event: the messages of a queue or a topic of the stack (`slipway new
    queue` and `slipway new topic`), the changes of a table (`slipway new table`), a schedule of EventBridge Scheduler,
    or requests to a function URL, which must be signed. With it come a handler for the event, its grants, and a test
    with a sample event.
    """
    project = load_project(Path.cwd())
    trigger: str | None = arguments.trigger
    route: str | None = arguments.route
    if trigger and " " in trigger and ":" not in trigger.partition(" ")[0]:
        route, trigger = trigger, None
    written = new_app(project, arguments.name, route=route, trigger=trigger, stack_name=arguments.stack)
    print("\n".join(written.lines(project.root)))
    print(
        "\nNext: write the handler and its test, add the actions that it calls to role.statements in the module block, "
        "then run `make lint test`. `make up` applies the stack and deploys the app on the local AWS."
    )
    return 0


def _block(arguments: argparse.Namespace) -> int:
    project = load_project(Path.cwd())
    written = new_block(project, arguments.kind, arguments.name, stack_name=arguments.stack)
    print("\n".join(written.lines(project.root)))
    return 0


def _stack(arguments: argparse.Namespace) -> int:
    """Write a stack without resources, with the environments of another stack, and add it to slipway.toml.

    Its backend has the bucket of that stack and its own key. On AWS, `iac/bootstrap` decides what it may do.
    """
    project = load_project(Path.cwd())
    written = new_stack(project, arguments.name)
    print("\n".join(written.lines(project.root)))
    print(f"\nNext: slipway new app NAME --stack {arguments.name}, or new queue, table or topic.")
    return 0
