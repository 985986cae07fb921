"""The ``slipway`` command."""

import argparse
import gc
import importlib
import sys
from collections.abc import Sequence

import slipway
from slipway.console import output
from slipway.errors import SlipwayError

# Module -> the commands that it adds. A command loads its own module alone.
_MODULES = {
    "slipway.project.commands": ("up", "down", "outputs", "env", "seed", "mail", "slack", "logs", "terraform"),
    "slipway.package.commands": ("package",),
    "slipway.deploy.commands": ("deploy", "rollback", "status", "prune"),
    "slipway.pipeline.commands": ("pipeline",),
    "slipway.new.commands": ("new",),
    "slipway.ci.commands": ("changed", "plan", "apply", "plan-comment", "drift-issue"),
    "slipway.local.commands": ("local",),
}
_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
_HELP = "`slipway COMMAND --help` says more about one."


def process() -> int:
    """Be the ``slipway`` process: `main`, without looking for garbage that its end clears away anyway.

    `slipway deploy` with nothing to do takes 0.25 s so, and 0.33 s with Python's own settings: boto3 makes some
    60,000 objects, which are looked through again and again while it loads, and once more at the end.
    """
    gc.set_threshold(100_000)
    try:
        return main()
    finally:
        gc.freeze()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1 for what went wrong, 130 for Ctrl-C."""
    output.open_closed()
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a log line may hold anything
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:
        output.discard()  # as of `slipway logs | head`: whoever reads has seen enough
        return 0
    except KeyboardInterrupt:
        print("slipway: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except _expected_errors() as error:
        print(f"slipway: {output.printable(_description(error))}", file=sys.stderr)
        return 1


def _parser(command: str) -> argparse.ArgumentParser:
    """Return what parses that command, or any if there is no such command."""
    parser = argparse.ArgumentParser(prog="slipway", description=slipway.__doc__, epilog=_HELP)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for module in [name for name, commands in _MODULES.items() if command in commands] or _MODULES:
        importlib.import_module(module).add_parser(subparsers)
    return parser


def _expected_errors() -> tuple[type[Exception], ...]:
    """Return what a user can cause; called only once something was raised, to not load botocore before."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    return SlipwayError, OSError, BotoCoreError, ClientError


def _description(error: Exception) -> str:
    from slipway.aws.errors import describe  # noqa: PLC0415 - as above

    return describe(error)


def _run(arguments: Sequence[str]) -> int:
    parsed = _parser(arguments[0] if arguments else "").parse_args(arguments)
    code = int(parsed.run(parsed))
    sys.stdout.flush()
    return code
