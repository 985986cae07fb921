"""A question whose answer decides whether a command continues."""

import sys

from slipway.console.progress import say
from slipway.errors import SlipwayError


def confirm(text: str, question: str, *, yes: bool, to: str) -> bool:
    """Print a text, ask a question, and return whether the answer is ``yes``.

    Args:
        text: what the question is about.
        question: the question, without the question mark.
        yes: whether the command has the option ``--yes``: nobody is asked.
        to: what ``--yes`` does without asking, for the error message.

    Raises:
        SlipwayError: standard input isn't a terminal.
    """
    say(text)
    if yes:
        return True
    if not sys.stdin.isatty():
        raise SlipwayError(f"nobody can be asked here: add --yes to {to} without asking")
    sys.stderr.write(f"{question}? Only yes continues: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == "yes"
