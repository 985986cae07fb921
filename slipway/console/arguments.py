"""Commands, options and types of arguments for argparse, as several packages use them."""

import argparse
import re
from collections.abc import Callable
from typing import Any

_MAX_PORT = 65535
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 24 * 3600}


def add_command(
    subparsers: Any,  # noqa: ANN401 - argparse's class of it is private
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    """Add a command, and return its parser.

    Args:
        subparsers: subparsers of the program, or of a group of commands.
        name: name of the command.
        run: carries the command out and returns the exit code; its docstring describes the command in ``--help``.
        text: one line, for the list of commands.
    """
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=text, description=run.__doc__)
    parser.set_defaults(run=run)
    return parser


def add_environment(parser: argparse.ArgumentParser, names: str = "functions") -> None:
    """Add ``--environment``, the prefix of the names of functions or queues."""
    parser.add_argument(
        "--environment", type=environment, help=f"prefix of the {names}' names (default: slipway.toml's)"
    )


def environment(text: str) -> str:
    """Return an environment, the first part of the names of functions and queues.

    Raises:
        argparse.ArgumentTypeError: no function can have such a name; empty is e.g. an unset shell variable.
    """
    # https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html#lambda-CreateFunction-request-FunctionName
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an environment, such as dev: write A-Z a-z 0-9 - _ only")
    return text


def qualifier(text: str) -> str:
    """Return the name of an alias, or the number of a version.

    Raises:
        argparse.ArgumentTypeError: no alias can have such a name.
    """
    # https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#lambda-Invoke-request-Qualifier
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,128}|\$LATEST", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an alias or a version, such as live or 12")
    return text


def port(minimum: int) -> Callable[[str], int]:
    """Return the type of a TCP port that isn't less than a minimum: 0 is any free port."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not minimum <= int(text) <= _MAX_PORT:
            raise argparse.ArgumentTypeError(f"{text!r} is not a port: write a number from {minimum} to {_MAX_PORT}")
        return int(text)

    return parse


def duration(minimum: int) -> Callable[[str], int]:
    """Return the type of a duration in seconds that isn't less than a minimum, e.g. ``10m`` for 600."""

    def parse(text: str) -> int:
        match = re.fullmatch(r"(\d+)([smhd])", text, re.ASCII)
        if not match or (seconds := int(match[1]) * _UNITS[match[2]]) < minimum:
            least = f" of at least {minimum}s" if minimum else ""
            raise argparse.ArgumentTypeError(f"{text!r} is not a duration{least}, such as 30s, 10m, 2h or 1d")
        return seconds

    return parse


def name_and_value(text: str) -> tuple[str, str]:
    """Return the name before the first ``=`` and the value after it, which may be empty.

    Raises:
        argparse.ArgumentTypeError: there is no name, or no ``=``.
    """
    name, separator, value = text.partition("=")
    if not (name and separator):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def positive(text: str) -> float:
    """Return a number above 0.

    Raises:
        argparse.ArgumentTypeError: it is another number, infinite, or no number.
    """
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return number
