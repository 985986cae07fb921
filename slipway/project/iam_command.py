"""The command ``slipway iam``."""

import argparse
import json
from pathlib import Path
from typing import Any

from slipway.config.project import load_project
from slipway.console.arguments import add_command
from slipway.console.output import printable
from slipway.errors import SlipwayError
from slipway.iam import failures
from slipway.iam.audit import audit
from slipway.iam.grants import read
from slipway.iam.places import Place, places
from slipway.iam.report import is_clean, report, text
from slipway.local import decisions
from slipway.local.target import running_target
from slipway.project import state


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``iam`` to the command line."""
    parser = add_command(subparsers, "iam", _iam, "compare what roles are granted with the calls on the local AWS")
    parser.add_argument("stacks", nargs="*", metavar="STACK", help="a stack of slipway.toml (default: all)")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a call was denied or a grant is unused")
    parser.add_argument("--json", action="store_true", help="print all grants and denied calls as JSON")


def _iam(arguments: argparse.Namespace) -> int:
    """Print which calls the roles of the stacks were denied, and which grants none of their calls has used.

    A denied call has the element of `statements` that would allow it, an unused grant the part of its statement to
    remove. Grants are counted for each action on each resource. Reads the decisions of the project's local AWS since
    its start: so call everything first, e.g. by the project's tests against it. A grant that only a failure uses, to
    send an event to a dead-letter queue or another destination of failures, counts as expected to be unused, with the
    reason in --json. `[[unused_grants]]` of slipway.toml lists grants that only AWS itself uses.
    """
    project = load_project(Path.cwd())
    target = running_target(project)
    found: dict[str, Place] = {}
    resources: dict[str, Place] = {}
    for stack in project.select(arguments.stacks):
        text_of_state = state.read(stack, target)
        found |= places(project.root, stack.directory, text_of_state)
        resources |= places(project.root, stack.directory, text_of_state, roles_only=False)
    if not found:
        raise SlipwayError("the stacks have no roles: apply them with `slipway up`")
    iam, after_failures = target.client("iam"), failures.read(target.client)
    roles = [read(iam, arn.rpartition("/")[2], after_failures) for arn in found]
    made = [decision for _, decision in decisions.read(project.local_directory / decisions.FILE_NAME)]
    content = report(audit(roles, made, project.unused_grants), found, resources)
    print(json.dumps(content, indent=2) if arguments.json else printable(text(content)))
    return 1 if arguments.check and not is_clean(content) else 0
