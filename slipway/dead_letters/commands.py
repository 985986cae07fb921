"""The commands ``slipway dlq list | show | redrive``."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import find_project, load_project
from slipway.console.arguments import add_command, add_environment, positive
from slipway.console.output import print_line, printable
from slipway.console.progress import say
from slipway.dead_letters.letter import TARGET, Letter
from slipway.dead_letters.queue import DeadLetterQueue, counts
from slipway.dead_letters.redrive import Redrive, redrive
from slipway.errors import SlipwayError
from slipway.local.options import add_local, target_of
from slipway.system.signals import interrupt_on_termination

_RATE = 10.0  # letters a second


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    text = "list, show and redrive what could not be processed"
    actions = subparsers.add_parser("dlq", help=text).add_subparsers(metavar="ACTION", required=True)

    def add(*arguments: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - those of `add_command`
        parser = add_command(actions, *arguments)
        add_local(parser)
        return parser

    parser = add("list", _list, "print the dead-letter queues and the number of their letters")
    add_environment(parser, "queues")
    parser = add("show", _show, "print the letters of a queue with the reason of their failure")
    parser.add_argument("name", metavar="NAME", help="a queue, as `slipway dlq list` prints it")
    parser.add_argument("--json", action="store_true", help="print one line of JSON per letter, with its payload")
    parser = add("redrive", _redrive, "send letters back to the function or queue that they came from")
    parser.add_argument("name", metavar="NAME", help="a queue, as `slipway dlq list` prints it")
    parser.add_argument("ids", nargs="*", metavar="MESSAGE_ID", help="id of a letter, as `slipway dlq show` prints it")
    parser.add_argument("--all", action="store_true", help="every letter that is in the queue now")
    parser.add_argument(
        "--rate", type=positive, default=_RATE, metavar="N", help="letters a second at most (default: 10)"
    )
    parser.add_argument("--to", type=_arn, metavar="ARN", help="send all to this function or queue")


def _list(arguments: argparse.Namespace) -> int:
    """Print the dead-letter queues of an environment, each with the approximate number of its letters."""
    environment = arguments.environment or load_project(Path.cwd()).environment
    for name, count in counts(_target(arguments), environment).items():
        print(f"{count:>6}  {name}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    """Print the letters of a dead-letter queue: message id, UTC time, reason of the failure. They stay in the queue."""
    is_empty = True
    with interrupt_on_termination(), DeadLetterQueue(_target(arguments), arguments.name) as queue:
        for letters in queue.batches():
            is_empty = False
            for letter in letters:
                print_line(_json(letter) if arguments.json else _line(letter, letter.problem or letter.reason))
    if is_empty:
        say("the queue has no letters")
    return 0


def _redrive(arguments: argparse.Namespace) -> int:
    """Send letters back to the function or the queue that they came from, and delete those that were accepted.

    Exits with 1 if a letter was not accepted, came back or isn't in the queue. No letter is lost, also if the command
    is interrupted: what was not sent stays in the queue.
    """
    if bool(arguments.ids) == arguments.all:
        raise SlipwayError("name the letters by their MESSAGE_ID, or add --all")
    result = Redrive()
    try:
        with interrupt_on_termination():
            redrive(
                _target(arguments),
                arguments.name,
                arguments.ids,
                result,
                rate=arguments.rate,
                to=arguments.to or "",
                on_done=lambda letter, state, reason: print_line(f"{state:<9}  {_line(letter, reason)}"),
            )
    except KeyboardInterrupt:
        print(result)
        raise
    print(result)
    if result.missing:
        say(f"not in the queue: {', '.join(result.missing)}")
    return 1 if result.failed or result.came_back or result.missing else 0


def _target(arguments: argparse.Namespace) -> Target:
    return target_of(find_project(Path.cwd()), arguments)


def _line(letter: Letter, reason: str) -> str:
    return printable(f"{letter.id}  {letter.sent:%Y-%m-%dT%H:%M:%SZ}  {reason}").replace("\n", " ")


def _json(letter: Letter) -> str:
    fields = asdict(letter) | {"sent": letter.sent.isoformat()}
    del fields["receipt_handle"], fields["attributes"]  # these may be binary
    return json.dumps(fields)


def _arn(text: str) -> str:
    if not TARGET.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not the ARN of a function or a queue")
    return text
