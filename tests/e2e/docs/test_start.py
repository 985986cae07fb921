"""The commands of docs/start.md, word for word and in its order, in a new project and in a fork."""

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
import repository
from repository import ROOT

from slipway.config.app import load_apps
from slipway.config.project import load_project
from slipway.deploy.deploy import deploy
from slipway.iam import failures, grants
from slipway.iam.audit import audit
from slipway.local import decisions
from slipway.terraform import binary

pytestmark = [pytest.mark.xdist_group("start"), pytest.mark.slow(300)]

PAGE = (ROOT / "docs" / "start.md").read_text()
OWN, _, FORK = PAGE.partition("\n## In a fork\n")
BLOCK = re.compile(r'^```(?:sh|terraform title="(?P<file>.+?)")\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
AUTHOR = "git config user.name Owner && git config user.email owner@example.com"
SLIPWAY = Path(sys.executable).with_name("slipway")
# `make` is written down here: what it does, other tests show of the repository as it is, in minutes. It sets up .venv.
MAKE = f'make() {{ echo "$@" >> ../made; mkdir -p .venv/bin; ln -sf {SLIPWAY} .venv/bin/; }}'
# The installed command in place of the one that uvx would install from the release's tag, which isn't there yet.
TAG = f"v{metadata.version('slipway')}"
UVX = f"""uvx() {{
  [ "$1 $2 $3" = "--from git+https://github.com/example/slipway.git@{TAG} slipway" ] && shift 3
  {SLIPWAY} "$@" --source "$SOURCE"
}}"""
BYTECODE = ROOT / ".slipway/bytecode"
# sed of macOS, as far as it differs from GNU's: https://man.freebsd.org/cgi/man.cgi?sed
BSD_SED = r"""sed() {
  case "$*" in
    -i\ *|*\ -i\ *|*'\|'*|*'\+'*|*'\?'*) echo "sed: not an option or expression of BSD's: $*" >&2; return 1;;
  esac
  command sed "$@"
}"""


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A copy of the repository in which all of the page was done, in one shell."""
    directory = tmp_path_factory.mktemp("start") / "orders"
    repository.copy_to(directory)
    (directory / ".slipway").mkdir()
    (directory / ".slipway/environments").symlink_to(ROOT / ".slipway/environments")  # to make one takes 5 CPU seconds
    copy_bytecode(directory)
    script = [
        "set -euo pipefail",
        MAKE,
        BSD_SED,
        f"git init -q -b main && {AUTHOR} && git add -A && git commit -qm First",
    ]
    for block in BLOCK.finditer(FORK):
        text, file = block["text"], block["file"]
        script.append(f"cat > {file} <<'END'\n{text}END" if file else text)
    bash(script, directory)
    return directory


def copy_bytecode(directory):
    """Copy the bytecode of this repository to where tests/conftest.py of a copy of it has Python look for it.

    To compile all tests takes 8 CPU seconds. That of a file that the page changes, Python makes again.
    """
    bytecode = directory / ".slipway/bytecode"
    shutil.copytree(BYTECODE, bytecode, ignore=shutil.ignore_patterns("*.pyc.*"))
    there = bytecode / Path(*directory.parts[1:])
    there.mkdir(parents=True)
    for folder in (bytecode / Path(*ROOT.parts[1:])).iterdir():
        if folder.name != ".venv":  # which the copy shares
            shutil.move(folder, there)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The project that the first part of the page makes, in a folder with characters that shells and URLs replace."""
    directory = tmp_path_factory.mktemp("own") / """it's $HOME "b" #1 50%25"""
    directory.mkdir()
    repository.copy_modules_to(directory.with_name("source"))  # Terraform accepts no such path of a module
    commands = "".join(block["text"] for block in BLOCK.finditer(OWN))
    author = [
        f"export GIT_{role}_{key}" for role in ("AUTHOR", "COMMITTER") for key in ("NAME=O", "EMAIL=o@example.com")
    ]
    bash(["set -euo pipefail", 'SOURCE=$(dirname "$PWD")/source', *author, UVX, MAKE, commands], directory)
    return directory / "orders"


def bash(script, directory):
    done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def run(start):
    """``run(module, …)`` runs a Python tool there and returns what it prints."""

    def run(module, *arguments, cwd=start):
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_commands_have_no_comments_which_zsh_does_not_know_at_its_prompt():
    assert not re.search(r"^[^#\n]+ # ", "".join(block["text"] for block in BLOCK.finditer(PAGE)), re.MULTILINE)


@pytest.fixture(scope="module")
def system(own, tf_module, tmp_path_factory):
    """Both stacks of the own project, as modules of one configuration: a second apply would take seconds of CPU.

    It has the provider's configuration in their place. With one in each of them, no provider could be kept running.
    """
    root = tmp_path_factory.mktemp("system")
    for file in ("versions.tf", "variables.tf"):
        shutil.copy(own / "iac/orders" / file, root)
    stacks = ("orders", "billing")
    for name in stacks:
        shutil.copytree(own / "iac" / name, root / name, ignore=shutil.ignore_patterns("versions.tf", ".terraform*"))
    root.joinpath("main.tf").write_text(
        "".join(
            f'module "{name}" {{\n  source = "./{name}"\n  environment = var.environment\n}}\n'
            f'output "{name}" {{\n  value = module.{name}\n}}\n'
            for name in stacks
        )
    )
    stack = tf_module(root).apply()
    deploy(own, stack.target, environment="dev")
    return stack


def test_the_apis_of_an_own_project_answer(system, http, eventually):
    outputs = system.outputs["orders"]
    routes = {
        "get-returns": f"{outputs['returns_url']}/returns",
        "hello": f"{outputs['api_url']}/hello",
        "list-orders": f"{outputs['api_url']}/orders",
    }
    for app, url in routes.items():
        assert eventually(lambda url=url: http.get(url).expect(200)).json() == {"app": app}
    answer = http.get(outputs["receive_payment_url"], sigv4=True).expect(200)
    assert answer.json() == {"method": "GET", "path": "/"}


def test_what_happens_invokes_the_functions_of_an_own_project(system, own, eventually):
    send(system, "dev-orders")
    send(system, "dev-invoices.fifo", MessageGroupId="1")
    topic = next(arn for arn in topics(system) if arn.endswith(":dev-payments.fifo"))
    system.aws("sns").publish(TopicArn=topic, Message='{"payment": "1"}', MessageGroupId="1")
    system.aws("dynamodb").put_item(TableName="dev-products", Item={"id": {"S": "1"}})
    bucket = next(name for name in buckets(system) if name.startswith("dev-photos-"))
    system.aws("s3").put_object(Bucket=bucket, Key="a cat.jpg", Body=b"meow")
    event = (own / "tests/unit/apps/send-report/event.json").read_text()
    system.aws("lambda").invoke(FunctionName="dev-send-report:live", Payload=event)
    messages = {
        "take-order": "a message with order",
        "send-invoice": "a message with order",
        "book-payment": "a message with payment",
        "index-products": "INSERT of an item",
        "index-photo": "4 bytes of a cat.jpg",
        "send-report": "the run of",
    }
    for app, message in messages.items():
        # In a whole run, the first event of a function has taken more than 30 seconds.
        eventually(lambda app=app, message=message: assert_logged(system, app, message), timeout=90)


def test_the_schedule_of_an_own_project_invokes_its_function(system):
    schedule = system.aws("scheduler").get_schedule(Name="dev-send-report-schedule")
    assert schedule["ScheduleExpression"] == "rate(5 minutes)"
    assert schedule["Target"]["Arn"].endswith(":function:dev-send-report:live")


def test_an_own_project_converges(system):
    system.assert_converged()


def test_each_grant_of_an_own_project_is_used_or_waits_for_a_failure(system, own, local_aws):
    iam, after_failures = system.aws("iam"), failures.read(system.aws)
    names = [role["RoleName"] for role in iam.list_roles()["Roles"] if role["RoleName"].startswith("dev-")]
    roles = [grants.read(iam, name, after_failures) for name in names]
    made = [decision for _, decision in decisions.read(local_aws.iam_decisions_file)]
    found = audit(roles, made, load_project(own).unused_grants)
    assert [str(grant.source) for each in found for grant in each.unused] == []
    waiting = {each.role.name for each in found for _, reason in each.expected if reason.startswith("AWS uses it only")}
    assert waiting >= {"dev-index-photo", "dev-send-report-schedule"}


def send(stack, queue, **options):
    url = stack.aws("sqs").get_queue_url(QueueName=queue)["QueueUrl"]
    stack.aws("sqs").send_message(QueueUrl=url, MessageBody='{"order": "1"}', **options)


def topics(stack):
    return [topic["TopicArn"] for topic in stack.aws("sns").list_topics()["Topics"]]


def buckets(stack):
    return [bucket["Name"] for bucket in stack.aws("s3").list_buckets()["Buckets"]]


def assert_logged(stack, app, message):
    lines = [
        each["message"] for each in stack.aws("logs").filter_log_events(logGroupName=f"/aws/lambda/dev-{app}")["events"]
    ]
    mappings = stack.aws("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert any(message in line for line in lines), (app, lines, mappings)


@pytest.mark.parametrize("project", ["own", "start"])
def test_every_change_is_in_a_commit(project, request):
    start = request.getfixturevalue(project)
    left = subprocess.run(["git", "status", "--short"], cwd=start, capture_output=True, text=True, check=True).stdout
    assert left == ""


@pytest.mark.parametrize("project", ["own", "start"])
def test_what_make_is_asked_for_is_there(project, request):
    start = request.getfixturevalue(project)
    makefile = (start / "Makefile").read_text()
    targets = (start.parent / "made").read_text().split()
    assert targets
    assert all(f"\n{target}: " in makefile for target in targets)


def test_slipway_knows_the_one_stack_and_its_app(start):
    project = load_project(start)
    assert (project.region, project.repositories) == ("us-east-1", {"acme/orders": "."})
    assert [stack.directory for stack in project.stacks] == ["iac/orders"]
    assert [app.name for app in load_apps(start)] == ["take-order"]


def test_no_example_name_is_left_in_what_is_deployed(start):
    files = [start / "slipway.toml", *(start / "iac/orders/environments").iterdir()]
    text = "".join(file.read_text() for file in files)
    assert not re.search("example/slipway|eu-central-1|slipway-|movies|prod", text)
    assert "acme-state-210987654321-us-east-1" in text


def test_the_stack_is_planned(start, tf):
    plan = tf(start / "iac/orders", environment="dev").plan()
    assert plan.one("aws_lambda_function", function_name="dev-take-order")
    assert plan.one("aws_lambda_event_source_mapping")


@pytest.mark.parametrize("project", ["own", "start"])
def test_terraform_and_python_are_formatted_and_linted(project, request, run):
    start = request.getfixturevalue(project)
    command = [binary.find(ROOT), "fmt", "-check", "-recursive", "iac"]
    environment = {"PATH": os.environ["PATH"]}  # TF_CLI_CONFIG_FILE may name a file that isn't there
    done = subprocess.run(command, cwd=start, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    run("ruff", "format", "--check", ".", cwd=start)
    run("ruff", "check", ".", cwd=start)


def test_the_tests_that_are_left_are_found_and_those_of_what_is_left_pass(run, start):
    """In one session, as to find them takes seconds. The others apply, or are the same as in this repository."""
    passing = ("tests/unit/apps/", "tests/unit/slipway/config/test_project.py", "tests/workflows/test_stages.py",
               "tests/workflows/test_invariants.py")  # fmt: skip
    files = [str(file.relative_to(start)) for file in start.glob("tests/**/test_*.py")]
    others = [f"--deselect={file}" for file in files if not file.startswith(passing)]
    last = run("pytest", "-q", "-p", "no:cacheprovider", "tests", *others).splitlines()[-1]
    assert re.search(r"[1-9]\d+ passed, [1-9]\d{3,} deselected", last)
