"""The commands for a whole project on the local AWS: up, down, outputs, env, seed, mail, slack, terraform."""

import argparse
import json
import shlex
from functools import partial
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.outputs import load_outputs
from slipway.config.project import Project, find_project, load_project
from slipway.console.arguments import add_command
from slipway.console.output import print_table
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.local import mail, slack
from slipway.local.target import running_target, selected_target
from slipway.project.down import down
from slipway.terraform import binary

# They would override the credentials that `slipway env` prints, or be sent with them.
_UNSET = ("AWS_PROFILE", "AWS_SESSION_TOKEN")


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    add = partial(add_command, subparsers)
    text = "apply stacks to the local AWS, deploy the functions, run the pipelines, check the result"
    up_parser = add("up", _up, text)
    up_parser.add_argument("stacks", nargs="*", metavar="STACK", help="a stack in slipway.toml (default: all)")
    up_parser.add_argument(
        "--clean", action="store_true", help="start with an empty local AWS, without its data and without the snapshot"
    )
    add("down", _down, "stop the local AWS and delete its data")
    add("outputs", _outputs, "print the stacks' outputs as one JSON object")
    add("env", _env, "print shell commands that configure AWS tools for the local AWS, for eval")
    seed_parser = add("seed", _seed, "add missing example items to the tables")
    seed_parser.add_argument("--table", help="name of one table, on AWS or the local AWS as the environment says")
    seed_parser.add_argument("--items", type=Path, metavar="FILE", help="its items, a JSON file with a list of objects")
    add("mail", _mail, "print the e-mails that the local AWS has sent")
    add("slack", _slack, "print the messages that the local AWS has posted to Slack")
    add("terraform", _terraform, "print the path of the Terraform that Slipway uses")


def _up(arguments: argparse.Namespace) -> int:
    """Apply the stacks of slipway.toml to the local AWS, deploy the functions, add the example items, check the API.

    With names, only those stacks and their functions; the outputs of other stacks that they use are those of the last
    run. Runs the stacks' pipelines unless they have succeeded with the current sources, and waits for them. Starts the
    local AWS unless it is running, and begins with what the last run applied, the snapshot last-up. Continues after a
    run that was interrupted or killed. A second run changes nothing.
    """
    from slipway.project.up import up  # noqa: PLC0415 - the other commands are faster without boto3

    project = _project()
    outputs = up(project, project.select(arguments.stacks), is_clean=arguments.clean)
    print_table(outputs)
    print('\nNext: run eval "$(make -s env)" for the AWS CLI and boto3; `make down` stops everything.')
    return 0


def _down(_: argparse.Namespace) -> int:
    """Stop the local AWS and its functions, and delete its data.

    The snapshots stay. The next `slipway up` begins with the one of the last run; `slipway up --clean` doesn't.
    """
    down(_project())
    return 0


def _outputs(_: argparse.Namespace) -> int:
    """Print one JSON object: aws_endpoint_url, region, slack_messages, git_branch, and the outputs in slipway.toml."""
    project, _target = _running()
    print(json.dumps(load_outputs(project), indent=2))
    return 0


def _env(_: argparse.Namespace) -> int:
    """Print shell commands that configure boto3 and the AWS CLI for the local AWS: eval "$(slipway env)".

    The outputs in slipway.toml become variables too: movies_api_url is MOVIES_API_URL. After an error, `false` is
    printed, so that eval fails too.
    """
    try:
        lines = _environment_commands()
    except SlipwayError:
        print("false")
        raise
    print("\n".join(lines))
    return 0


def _environment_commands() -> list[str]:
    project, target = _running()
    keys = {key for stack in project.stacks for key in stack.outputs}
    outputs = {key.upper(): value for key, value in load_outputs(project).items() if key in keys}
    strings = {name: value for name, value in outputs.items() if isinstance(value, str)}
    variables = sorted((strings | target.environment()).items())
    # With semicolons, `eval $(slipway env)` works too, of which the shell joins the lines with spaces.
    return [f"unset {' '.join(_UNSET)};", *(f"export {name}={shlex.quote(value)};" for name, value in variables)]


def _seed(arguments: argparse.Namespace) -> int:
    """Add missing example items to the tables of slipway.toml, without overwriting existing ones.

    With --table and --items to that table only.
    """
    from slipway.project.seed import seed  # noqa: PLC0415 - as above

    if bool(arguments.table) != bool(arguments.items):
        raise SlipwayError("--table and --items belong together")
    if arguments.table:
        target, files = selected_target(find_project(Path.cwd())), {arguments.table: arguments.items}
    else:
        project, target = _running()
        outputs, seeds = load_outputs(project), [stack.seed for stack in project.stacks if stack.seed]
        files = {outputs[each.table]: project.root / each.items for each in seeds if each.table in outputs}
    for table, file in files.items():
        added, existing = seed(target, table, file)
        print(f"{table}: {added} added, {existing} existed")
    return 0


def _mail(_: argparse.Namespace) -> int:
    """Print the e-mails that the local AWS has sent, oldest first."""
    sent = mail.messages(_running()[1])
    if not sent:
        say("no mail yet")
    print("\n".join(map(mail.render, sent)), end="")
    return 0


def _slack(_: argparse.Namespace) -> int:
    """Print the messages that were posted to Slack on the local AWS, oldest first: UTC time, text, blocks."""
    posted = slack.messages(_running()[1])
    if not posted:
        say("nothing is posted yet")
    print("".join(f"{slack.render(message)}\n" for message in posted), end="")
    return 0


def _terraform(_: argparse.Namespace) -> int:
    """Print the path of the Terraform that Slipway uses: the one on PATH if it is new enough, else a downloaded one."""
    print(binary.find(_project().root))
    return 0


def _project() -> Project:
    return load_project(Path.cwd())


def _running() -> tuple[Project, Target]:
    project = _project()
    return project, running_target(project)
