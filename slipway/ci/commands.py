"""The commands ``slipway ci changed | plan | apply | outputs | plan-comment | drift-issue | notify``."""

import argparse
import json
import sys
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

from lambda_release.function import DEFAULT_ALIAS
from slipway.aws.target import Target
from slipway.ci import github, infrastructure, notification, summary
from slipway.ci.infrastructure import Environment
from slipway.config.project import find_project, load_project
from slipway.console.arguments import add_command, name_and_value
from slipway.console.progress import say
from slipway.deploy.commit import current_commit
from slipway.deploy.status import status
from slipway.errors import SlipwayError
from slipway.iam import report
from slipway.scaling import cost, recorded_cost

# Markers, by which Slipway recognizes its own comment and issue.
_COMMENT = "slipway plan"
_ISSUE = "slipway drift"
_MAX_TITLE = 256  # characters, GitHub's limit


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    text = "the steps of the delivery workflows: plan and apply stacks, report plans and drift on GitHub"
    actions = subparsers.add_parser("ci", help=text).add_subparsers(metavar="ACTION", required=True)

    add = partial(add_command, actions)
    parser = add("changed", _changed, "print the apps that differ from their deployed versions, as JSON")
    parser.add_argument("--environment", required=True, help="prefix of the functions' names")
    parser = add("plan", _plan, "plan stacks; print addresses and actions, but no values")
    parser.add_argument("--environment", required=True, nargs="+", help="one or more, e.g. dev prod")
    parser.add_argument("--stack", nargs="+", default=[], help="one or more, e.g. movies (default: every stack)")
    _add_variables(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the output `plans` to this file")
    parser = add("apply", _apply, "apply the plans that `slipway ci plan` has shown")
    parser.add_argument("--environment", required=True, help="e.g. dev")
    parser.add_argument("--plans", required=True, help="the output `plans` of `slipway ci plan`")
    _add_variables(parser)
    parser = add("outputs", _outputs, "print the outputs of an applied stack, as JSON")
    parser.add_argument("--environment", required=True, help="e.g. dev")
    parser.add_argument("--stack", required=True, help="e.g. movies")
    parser = add("plan-comment", _plan_comment, "write or update the pull request's comment about its plans")
    parser.add_argument("--pull-request", required=True, type=int, help="its number")
    parser.add_argument(
        "--grants", type=Path, metavar="FILE", help="add the grants of roles from this file of `pytest --iam-report`"
    )
    parser = add("drift-issue", _drift_issue, "open, update or close the issue about drift")
    parser.add_argument("--plans", required=True, nargs="+", help="the outputs `plans` of `slipway ci plan`")
    parser.add_argument("--url", required=True, help="URL of the workflow run, for the issue")
    parser = add("notify", _notify, "have a function post the result of a deployment")
    parser.add_argument("--environment", required=True, help="prefix of the function's name")
    parser.add_argument("--app", required=True, help="the function's app, e.g. slack-notification")
    parser.add_argument("--outcome", required=True, choices=notification.OUTCOMES, help="outcome of the deployment")
    parser.add_argument("--name", required=True, help="name of what was deployed, e.g. the repository")
    parser.add_argument("--url", required=True, help="URL of the workflow run, for the message")


def _add_variables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--var",
        type=name_and_value,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a Terraform variable of every stack, which overrides the file's; repeatable",
    )


def _changed(arguments: argparse.Namespace) -> int:
    """Print a JSON list of the apps that `slipway deploy` would change.

    Compares with the deployed versions, not with the last commit: a push may have several commits, and the last
    one may not have been deployed. In a GitHub Actions job, the list is also the step's output `apps`.
    """
    project = load_project(Path.cwd())
    statuses = status(project.root, Target.from_environment(), environment=arguments.environment)
    # The workflow deploys the alias live, and no function that a pipeline releases.
    own = (status for status in statuses if status.alias == DEFAULT_ALIAS and not status.pipeline)
    names = json.dumps([status.app for status in own if status.pending])
    if github.is_actions_job():
        github.set_output("apps", names)
    print(names)
    return 0


def _plan(arguments: argparse.Namespace) -> int:
    """Plan the stacks of slipway.toml in one or more environments, and print a summary as Markdown.

    The files <environment>.tfvars and <environment>.s3.tfbackend in each stack's folder environments/ are its settings.

    In a GitHub Actions job, the Markdown is also the step's output `summary` and the job's summary. The output `plans`
    is a JSON object with a digest of each plan with changes, for `slipway ci apply --plans`.
    With `--out` it is also in a file.
    """
    project, target = load_project(Path.cwd()), Target.from_environment()
    summaries = []
    for name in arguments.environment:
        summaries += infrastructure.plan(project, Environment(target, name, dict(arguments.var)), arguments.stack)
    text = summary.markdown(summaries)
    plans = json.dumps({item.title: item.digest for item in summaries if item.changes})
    if arguments.out:
        arguments.out.write_text(plans)
    if github.is_actions_job():
        github.set_output("summary", text)
        github.set_output("plans", plans)
        github.add_to_job_summary(text)
    print(text, end="")
    return 0


def _apply(arguments: argparse.Namespace) -> int:
    """Plan the stacks again, and apply the plans that make the same changes as those of `slipway ci plan`.

    Stops at the first plan that makes other changes.
    """
    environment = Environment(Target.from_environment(), arguments.environment, dict(arguments.var))
    applied = infrastructure.apply(load_project(Path.cwd()), environment, _plans(arguments.plans), say)
    print(summary.markdown(applied) if applied else "nothing to apply")
    return 0


def _outputs(arguments: argparse.Namespace) -> int:
    """Print the outputs of an applied stack as a JSON object, without those that are sensitive."""
    environment = Environment(Target.from_environment(), arguments.environment)
    print(json.dumps(infrastructure.outputs(load_project(Path.cwd()), environment, arguments.stack), indent=2))
    return 0


def _plan_comment(arguments: argparse.Namespace) -> int:
    """Post stdin as the pull request's comment about its plans, replacing the previous one.

    A stack with a file cost.toml adds what a million requests of each kind cost, by the counts that
    `slipway cost --record` has written. With `--grants`, a table follows with each grant of each role and the test that
    has used it.
    """
    text = _summary()
    if costs := _costs():
        text = f"{text}\n{costs}"
    if file := arguments.grants:
        text = f"{text}\n{_grants(file, room=github.MAX_COMMENT - len(text))}"
    github.Repository.from_environment().upsert_comment(arguments.pull_request, _COMMENT, text)
    return 0


def _costs() -> str:
    """Return the section about costs; empty outside of a project, or without a file."""
    project = find_project(Path.cwd())
    files = [project.root / stack.directory / recorded_cost.FILE for stack in project.stacks] if project else []
    requests = {name: counts for file in files if file.is_file() for name, counts in recorded_cost.read(file).items()}
    return recorded_cost.markdown(requests, cost.read_prices(cost.PRICES))


def _grants(file: Path, room: int) -> str:
    if not file.is_file():
        return f"### IAM\n\nThere is no report of the grants: the tests that write {file} have failed.\n"
    try:
        found = json.loads(file.read_bytes())
    except ValueError as error:
        raise SlipwayError(f"{file} isn't JSON: write it again with `pytest --iam-report={file}`") from error
    return report.markdown(found, room)


def _drift_issue(arguments: argparse.Namespace) -> int:
    """Open or update the issue about drift with the text from stdin, or close it if no plan has changes."""
    repository, plans = github.Repository.from_environment(), _plans(*arguments.plans)
    if plans:
        title = textwrap.shorten(f"Drift: {', '.join(plans)}", _MAX_TITLE, placeholder=" …")
        text = f"The deployed resources differ from main. {arguments.url} has planned:\n\n{_summary()}"
        repository.upsert_issue(_ISSUE, title, text)
    else:
        repository.close_issue(_ISSUE, f"No drift any more: {arguments.url}")
    return 0


def _notify(arguments: argparse.Namespace) -> int:
    """Invoke a function with the result of a deployment, which it posts, for example to Slack.

    The function gets {"deployment": {"outcome", "name", "url", "commit"}}. Exits with 1 if it fails.
    """
    function = f"{arguments.environment}-{arguments.app}"
    deployment = {name: getattr(arguments, name) for name in ("outcome", "name", "url")}
    commit = current_commit(load_project(Path.cwd()).root)
    notification.send(Target.from_environment(), function, deployment | ({"commit": commit} if commit else {}))
    print(f"{function} has posted that the deployment {arguments.outcome}")
    return 0


def _summary() -> str:
    if text := sys.stdin.read():
        return text
    raise SlipwayError(
        "nothing on stdin, where the output `summary` of `slipway ci plan` is expected: GitHub drops an output that"
        " contains a masked value, so look for an address with the account's id in it"
    )


def _plans(*outputs: str) -> dict[str, str]:
    plans: dict[str, str] = {}
    for output in outputs:
        try:
            plans.update(json.loads(output))
        except (TypeError, ValueError) as error:
            raise SlipwayError(f"--plans must be the output `plans` of `slipway ci plan`, not {output!r}") from error
    return plans
