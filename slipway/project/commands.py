"""The commands about a whole project on the local AWS: up, down, outputs, env, seed, mail, slack, logs, terraform."""

import argparse
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.app import load_apps
from slipway.config.outputs import load_outputs
from slipway.config.project import Project, load_project
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.local import emulator, mail, slack
from slipway.project import logs
from slipway.project.seed import seed
from slipway.project.up import down, up
from slipway.terraform import binary

# Either would come before the credentials that `slipway env` prints, or go with them.
_UNSET = ("AWS_PROFILE", "AWS_SESSION_TOKEN")


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = subparsers.add_parser(name, help=text, description=run.__doc__)
        parser.set_defaults(run=run)
        return parser

    add("up", _up, "apply every stack to the local AWS, deploy the functions, run the pipelines, check it all")
    add("down", _down, "end the local AWS and delete its data")
    add("outputs", _outputs, "print the stacks' outputs as one JSON object")
    add("env", _env, "print shell commands that lead to the local AWS, to be evaluated")
    add("seed", _seed, "put the example items that the tables lack")
    add("mail", _mail, "print the e-mails that the local AWS has sent")
    add("slack", _slack, "print what was posted to Slack on the local AWS")
    logs_parser = add("logs", _logs, "print what the functions have logged")
    logs_parser.add_argument("app", nargs="?", metavar="APP", help="a folder of apps/; all of them without one")
    add("terraform", _terraform, "print the path of the Terraform that Slipway runs")


def _up(_: argparse.Namespace) -> int:
    """Apply every stack of slipway.toml to the local AWS, deploy the functions, put the example items, check the API.

    Then wait for the stacks' pipelines, which are started where they have not succeeded with what there is. The local
    AWS is started unless it runs, and started clean after a run that was cut short. A second run changes nothing.
    """
    found = up(_project())
    width = max(map(len, found))
    print("\n".join(f"{key:<{width}}  {value}" for key, value in found.items()))
    print('\nNext: eval "$(make -s env)", then the examples of README.md; `make down` ends it all.')
    return 0


def _down(_: argparse.Namespace) -> int:
    """End the local AWS and the functions that it runs, and delete its data."""
    down(_project())
    return 0


def _outputs(_: argparse.Namespace) -> int:
    """Print one JSON object: aws_endpoint_url, region, slack_messages, and the outputs that slipway.toml names."""
    project, _target = _running()
    print(json.dumps(load_outputs(project), indent=2))
    return 0


def _env(_: argparse.Namespace) -> int:
    """Print shell commands that lead boto3, the AWS CLI and curl to the local AWS: eval "$(slipway env)".

    The outputs that slipway.toml names become variables as well: movies_api_url is MOVIES_API_URL.
    """
    project, target = _running()
    names = {key for stack in project.stacks for key in stack.outputs}
    found = {key.upper(): value for key, value in load_outputs(project).items() if key in names}
    strings = {name: value for name, value in found.items() if isinstance(value, str)}
    print(f"unset {' '.join(_UNSET)}")
    for name, value in sorted((strings | target.environment()).items()):
        print(f"export {name}={shlex.quote(value)}")
    return 0


def _seed(_: argparse.Namespace) -> int:
    """Put the example items that the tables lack. What is there stays as it is."""
    project, target = _running()
    found = load_outputs(project)
    for stack in project.stacks:
        if stack.seed:
            put, there = seed(target, found[stack.seed.table], project.root / stack.seed.items)
            print(f"{found[stack.seed.table]}: {put} put, {there} were there")
    return 0


def _mail(_: argparse.Namespace) -> int:
    """Print the e-mails that the local AWS has sent, oldest first."""
    sent = mail.messages(_running()[1])
    if not sent:
        say("no mail yet")
    print("\n".join(map(mail.render, sent)), end="")
    return 0


def _slack(_: argparse.Namespace) -> int:
    """Print what was posted to Slack on the local AWS, oldest first: UTC time, text, and the texts of the blocks."""
    posted = slack.messages(_running()[1])
    if not posted:
        say("nothing is posted yet")
    print("".join(f"{slack.render(message)}\n" for message in posted), end="")
    return 0


def _logs(arguments: argparse.Namespace) -> int:
    """Print what the functions have logged, oldest first: UTC time, app, message."""
    project, target = _running()
    if arguments.app:
        load_apps(project.root, [arguments.app])  # says which there are
    count = 0
    for count, line in enumerate(logs.lines(target, project.environment, arguments.app), 1):  # noqa: B007 - to the end
        print(line)
    if not count:
        say("nothing is logged yet")
    return 0


def _terraform(_: argparse.Namespace) -> int:
    """Print the path of the Terraform that Slipway runs: PATH's if it is new enough, else a downloaded one."""
    print(binary.find(_project().root))
    return 0


def _project() -> Project:
    return load_project(Path.cwd())


def _running() -> tuple[Project, Target]:
    project = _project()
    running = emulator.status(project.local_directory)
    if not running:
        raise SlipwayError("the local AWS isn't running: start it with `make up`")
    return project, running.target(project.region, project.account)
