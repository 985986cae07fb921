"""The event of a command that invokes a function: a file, an example of AWS's events, or what the app has."""

import argparse
import json
import sys
from pathlib import Path

from slipway.config.app import App
from slipway.deploy import check
from slipway.errors import SlipwayError
from slipway.functions import samples


def add_event(parser: argparse.ArgumentParser) -> None:
    """Add ``EVENT.json`` and ``--sample`` to a command."""
    parser.add_argument(
        "event",
        nargs="?",
        metavar="EVENT.json",
        help="file with the event, - for standard input (default: that of the app's check.json or unit test, or {})",
    )
    parser.add_argument(
        "--sample", choices=sorted(samples.SAMPLES), metavar="SOURCE", help=f"an event of {', '.join(samples.SAMPLES)}"
    )


def event_of(arguments: argparse.Namespace, app: App) -> str:
    """Return the event as JSON text.

    Raises:
        SlipwayError: there are two events, or the file isn't JSON.
    """
    if arguments.sample and arguments.event:
        raise SlipwayError("either EVENT.json or --sample, not both")
    if arguments.sample:
        return samples.read(arguments.sample)
    if not arguments.event and (known := check.load(app)):
        return json.dumps(known.event)
    file = arguments.event or _sample_of(app)
    if file is None:
        return "{}"
    is_standard_input = file == "-"
    try:
        text = sys.stdin.read() if is_standard_input else Path(file).read_text(encoding="utf-8-sig")
        json.loads(text)
    except OSError as error:
        raise SlipwayError(
            f"{file} can't be read ({error.strerror}): write a file with the event, or --sample SOURCE for "
            "an example of AWS's events"
        ) from error
    except ValueError as error:  # also for bytes that aren't UTF-8
        where = "standard input" if is_standard_input else file
        raise SlipwayError(f"{where} is not JSON: {error}") from error
    return text


def _sample_of(app: App) -> Path | None:
    """Return the file with the event of the app's unit test, which `slipway new app` writes; None if there is none."""
    file = app.folder.parents[1] / "tests" / "unit" / "apps" / app.name / "event.json"
    return file if file.is_file() else None
