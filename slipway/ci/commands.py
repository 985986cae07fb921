"""The commands ``slipway changed``, ``plan``, ``apply``, ``plan-comment`` and ``drift-issue``."""

import argparse
import json
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.ci import github, infrastructure, summary
from slipway.ci.infrastructure import Place
from slipway.config.project import load_project
from slipway.console.progress import say
from slipway.deploy.status import status
from slipway.errors import SlipwayError

_COMMENT = "slipway plan"
_ISSUE = "slipway drift"
_MAX_TITLE = 256  # characters that GitHub takes


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = subparsers.add_parser(name, help=text, description=run.__doc__)
        parser.set_defaults(run=run)
        return parser

    changed_parser = add("changed", _changed, "print the apps that differ from what is deployed, as JSON")
    changed_parser.add_argument("--environment", required=True, help="prefix of the functions' names")
    plan_parser = add("plan", _plan, "print what the stacks' plans would do: addresses and actions, no values")
    plan_parser.add_argument("--environment", required=True, nargs="+", help="one or more, e.g. dev prod")
    apply_parser = add("apply", _apply, "apply the plans that `slipway plan` has shown")
    apply_parser.add_argument("--environment", required=True, help="where, e.g. dev")
    apply_parser.add_argument("--plans", required=True, help="the output of that name of `slipway plan`")
    comment_parser = add("plan-comment", _plan_comment, "keep the one comment of a pull request about its plans")
    comment_parser.add_argument("--pull-request", required=True, type=int, help="its number")
    drift_parser = add("drift-issue", _drift_issue, "open, update or close the one issue about drift")
    drift_parser.add_argument("--plans", required=True, help="the output of that name of `slipway plan`")
    drift_parser.add_argument("--url", required=True, help="of the run, for the issue")


def _changed(arguments: argparse.Namespace) -> int:
    """Print a JSON list of the apps for which `slipway deploy` would do something.

    What is deployed decides. The last commit doesn't tell: it may be one of several, or not have been deployed.
    In a job of GitHub Actions it is also the step's output `apps`.
    """
    project = load_project(Path.cwd())
    found = status(project.root, Target.from_environment(), environment=arguments.environment)
    names = json.dumps([app.app for app in found if app.pending])
    if github.in_a_job():
        github.set_output("apps", names)
    print(names)
    return 0


def _plan(arguments: argparse.Namespace) -> int:
    """Plan every stack of slipway.toml in one environment or more, and print Markdown.

    The files <environment>.tfvars and <environment>.s3.tfbackend in the stack's folder environments/ say how.

    In a job of GitHub Actions that is also the step's output `summary` and the job's summary. The output `plans` then
    is a JSON object with a digest of each plan that would change something, for `slipway apply --plans`.
    """
    project, target = load_project(Path.cwd()), Target.from_environment()
    summaries = []
    for environment in arguments.environment:
        summaries += infrastructure.plan(project, Place(target, environment))
    text = summary.markdown(summaries)
    if github.in_a_job():
        github.set_output("summary", text)
        github.set_output("plans", json.dumps({item.title: item.digest for item in summaries if item.changes}))
        github.add_to_job_summary(text)
    print(text, end="")
    return 0


def _apply(arguments: argparse.Namespace) -> int:
    """Plan the stacks again, and apply those plans if they do what `slipway plan` has shown, to the address.

    A plan that would do something else now isn't applied, nor is any after it.
    """
    place = Place(Target.from_environment(), arguments.environment)
    applied = infrastructure.apply(load_project(Path.cwd()), place, _plans(arguments), say)
    print(summary.markdown(applied) if applied else "nothing to apply")
    return 0


def _plan_comment(arguments: argparse.Namespace) -> int:
    """Make what stands on stdin the text of the pull request's one comment about its plans."""
    github.Repository.from_environment().keep_comment(arguments.pull_request, _COMMENT, _summary())
    return 0


def _drift_issue(arguments: argparse.Namespace) -> int:
    """Have one open issue with what stands on stdin while a plan would change something, and none otherwise."""
    repository, plans = github.Repository.from_environment(), _plans(arguments)
    if plans:
        title = textwrap.shorten(f"Drift: {', '.join(plans)}", _MAX_TITLE, placeholder=" …")
        text = f"What runs is not what main says. {arguments.url} has planned:\n\n{_summary()}"
        repository.keep_issue(_ISSUE, title, text)
    else:
        repository.close_issue(_ISSUE, f"No drift any more: {arguments.url}")
    return 0


def _summary() -> str:
    if text := sys.stdin.read():
        return text
    raise SlipwayError(
        "there is nothing on stdin, where the output `summary` of `slipway plan` belongs: GitHub drops an output with a"
        " masked value in it, so look for an address that holds the account's id"
    )


def _plans(arguments: argparse.Namespace) -> dict[str, str]:
    try:
        return dict(json.loads(arguments.plans))
    except (TypeError, ValueError) as error:
        raise SlipwayError(f"--plans must be the output `plans` of `slipway plan`, not {arguments.plans!r}") from error
