"""``slipway new app`` in this repository: what it writes is linted, tested, applied and answers, as it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from slipway.config.project import load_project
from slipway.deploy.deploy import deploy
from slipway.harness import unique_name as make_unique_name
from slipway.new.app import new_app
from slipway.terraform import binary

pytestmark = pytest.mark.xdist_group("new-app")

ROOT = Path(__file__).parents[4]
ADDED = {"get-health": "GET /health", "rate-movie": "PATCH /movies/{movieID}", "write-report": None}


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of the repository to which three apps were added."""
    directory = tmp_path_factory.mktemp("repository")
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True, check=True, text=True).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, directory / name)
    (directory / ".git").mkdir()  # a work tree's root: relative paths lead through it
    for name, route in ADDED.items():
        new_app(load_project(directory), name, route=route, stack_name=None if route else "movies")
    return directory


@pytest.fixture
def run(repository):
    """``run(module, …)`` runs a Python tool there."""

    def run(module, *arguments, **variables):
        done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=repository, capture_output=True,
                              text=True, check=False, env={**os.environ, **variables})  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_python_is_formatted_linted_and_typed(run, repository):
    run("ruff", "format", "--check", ".")
    run("ruff", "check", ".")
    folders = [repository / "libs", *(repository / "apps" / name for name in ADDED)]
    files = [str(file) for name in ADDED for file in (repository / "apps" / name).glob("*.py")]
    run("mypy", *files, MYPYPATH=os.pathsep.join(map(str, folders)))


def test_terraform_is_formatted(repository):
    command = [binary.find(repository), "fmt", "-check", "-recursive", "iac"]
    environment = {"PATH": os.environ["PATH"]}  # TF_CLI_CONFIG_FILE may name a file that isn't there
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_unit_tests_of_all_apps_pass(run):
    run("pytest", "-q", "-p", "no:cacheprovider", "tests/unit/apps")


def test_the_plan_tests_of_functions_and_routes_pass(run):
    files = ["tests/plan/iac/test_stacks.py", "tests/plan/iac/test_movies.py"]
    run("pytest", "-q", "-p", "no:cacheprovider", *files, "-k", "app or writes or browser or bound")


@pytest.fixture(scope="module")
def stack(repository, tf_module, target):
    """The copy's stack, applied and deployed; ``environment`` is its prefix."""
    environment = make_unique_name()
    stack = tf_module(
        repository / "iac/movies",
        region=target.region,
        environment=environment,
        email_sender="movies@example.com",
        email_recipients=["editor@example.com"],
    )
    outputs = stack.apply().outputs
    made = deploy(repository, target, list(ADDED), environment=environment)
    assert {one.app: one.checked for one in made} == {"get-health": True, "rate-movie": False, "write-report": False}
    stack.assert_converged()
    return outputs, environment


def test_the_open_route_answers_and_the_write_requires_a_signature(stack, http):
    url = stack[0]["api_url"]
    assert http.get(f"{url}/health").expect(200).json() == {"app": "get-health"}
    http.request("PATCH", f"{url}/movies/1").expect(403)
    assert http.request("PATCH", f"{url}/movies/1", sigv4=True).expect(200).json() == {"app": "rate-movie"}


def test_the_function_without_a_route_answers(stack, aws):
    answer = aws("lambda").invoke(FunctionName=f"{stack[1]}-write-report:live", Payload="{}")
    assert answer["Payload"].read() == b'{"app": "write-report"}'
