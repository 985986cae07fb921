"""The result of an invocation as a person reads it."""

import json
import time

from slipway.config.app import App
from slipway.console.output import print_line, printable, printable_json
from slipway.console.progress import say
from slipway.functions.events import LogEvent
from slipway.functions.invoke import Invocation
from slipway.functions.view import LogView


def print_log(app: App, log: str) -> None:
    """Print what Lambda returned of a log to stderr, without what only the log group needs."""
    view = LogView({app.name: app})
    for number, message in enumerate(filter(None, log.splitlines())):
        if (line := view.render(LogEvent(int(time.time() * 1000), app.name, "", str(number), message))) is not None:
            say(line)


def print_response(result: Invocation) -> None:
    """Print the response on stdout, or the error on stderr, and how long it took."""
    if result.error is None:
        print_line(_pretty(result.payload))
    else:
        say(printable(result.error))
    state = "failed" if result.error is not None else "returned"
    say(f"version {result.version} {state} after {result.seconds * 1000:.0f} ms")


def _pretty(payload: str) -> str:
    try:
        return printable_json(json.loads(payload), indent=2)
    except ValueError:  # a custom runtime may return any text
        return printable(payload)
