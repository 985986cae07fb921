"""Types of arguments that several commands have, for argparse."""

import argparse
import re
from collections.abc import Callable

_MAX_PORT = 65535


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
