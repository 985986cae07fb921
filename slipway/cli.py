"""The ``slipway`` command."""

import argparse
import os
import sys
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

import slipway
from slipway.ci import commands as ci_commands
from slipway.deploy import commands as deploy_commands
from slipway.errors import SlipwayError
from slipway.local import commands as local_commands
from slipway.new import commands as new_commands
from slipway.package import commands as package_commands
from slipway.pipeline import commands as pipeline_commands
from slipway.project import commands as project_commands

_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
_HELP = "`slipway COMMAND --help` says more about one."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1 for what went wrong, 130 for Ctrl-C."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a log line may hold anything
    parsed = _parser().parse_args(arguments)
    try:
        return _run(parsed)
    except BrokenPipeError:
        # As of `slipway logs | head`: whoever reads has seen enough, also of what is still to be flushed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (SlipwayError, OSError, BotoCoreError, ClientError) as error:
        print(f"slipway: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("slipway: interrupted", file=sys.stderr)
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="slipway", description=slipway.__doc__, epilog=_HELP)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    modules = (project_commands, package_commands, deploy_commands, new_commands, ci_commands, local_commands)
    for module in (*modules, pipeline_commands):
        module.add_parser(subparsers)
    return parser


def _run(parsed: argparse.Namespace) -> int:
    code = int(parsed.run(parsed))
    sys.stdout.flush()
    return code
