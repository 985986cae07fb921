"""`slipway dev` as a process, in a project with a function on the local AWS."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from function_project import APP, CHECKS, HANDLER, created_function, write_project

from slipway.harness import eventually, unique_name

pytestmark = pytest.mark.xdist_group("dev")

SLIPWAY = Path(sys.executable).with_name("slipway")
STACK = '[stacks.notes]\ndirectory = "iac/notes"\n'


class Dev:
    """A running `slipway dev`, its project and its function."""

    def __init__(self, root, client, function):
        self.root, self.client, self.function = root, client, function
        self.handler = root / "apps" / APP / "get_movie.py"
        self.lib = root / "libs" / "checks" / "__init__.py"
        self.lines = []
        variables = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.process = subprocess.Popen(
            [SLIPWAY, "dev"], cwd=root, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.wait_for("watching apps, libs, iac, slipway.toml; Ctrl-C ends")

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, text):
        def printed():
            assert text in "\n".join(self.lines)

        eventually(printed, interval=0.02)

    def answer(self, **event):
        payload = json.dumps(event)
        response = self.client.invoke(FunctionName=self.function, Qualifier="live", Payload=payload)
        return json.load(response["Payload"])

    def wait_for_answer(self, expected):
        def answered():
            assert self.answer() == expected

        eventually(answered, interval=0.02)

    def save(self, answer, handler=HANDLER):
        self.lines.clear()
        self.handler.write_text(handler.replace('{"event": event}', repr(answer)))


@pytest.fixture(scope="module")
def dev(tmp_path_factory, target, local_aws, aws):
    root, environment = tmp_path_factory.mktemp("dev"), unique_name()
    write_project(root, target, local_aws, environment)
    with (root / "slipway.toml").open("a") as settings:
        settings.write(STACK)
    (root / "iac" / "notes").mkdir(parents=True)
    (root / "iac" / "notes" / "main.tf").write_text(f'output "app" {{ value = "{APP}" }}\n')
    with created_function(root, aws, environment) as function:
        dev = Dev(root, aws("lambda"), function)
        yield dev
        if dev.process.poll() is None:
            dev.process.kill()
        dev.process.wait()
        dev.reader.join()


@pytest.fixture(autouse=True)
def _as_before(dev):
    """Each test begins and ends with the first sources, and they are live."""
    yield
    if dev.process.poll() is None:
        dev.lib.write_text(CHECKS)
        dev.handler.write_text(HANDLER)
        dev.wait_for_answer({"event": {}})


def test_a_saved_app_is_live(dev):
    dev.save("saved")

    dev.wait_for_answer("saved")
    dev.wait_for("get-movie version ")
    dev.wait_for(" is live after ")


def test_a_saved_lib_is_live_in_the_apps_that_include_it(dev):
    dev.lib.write_text(CHECKS.replace("no rating", "no title"))

    def answered():
        assert dev.answer(fail=True)["errorMessage"] == "no title in {'fail': True}"

    eventually(answered, interval=0.02)


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        ("def handler(event, context:\n", "Runtime.UserCodeSyntaxError"),
        ("import missing\n\n\ndef handler(event, context):\n    return 1\n", "No module named 'missing'"),
        ("raise ValueError('no setting')\n", "no setting"),
    ],
    ids=["syntax error", "import error", "exception"],
)
def test_what_does_not_start_is_not_live(dev, handler, reason):
    dev.save("", handler)

    dev.wait_for("doesn't start: ")
    dev.wait_for(reason)
    dev.wait_for("  the version before stays")
    assert dev.answer() == {"event": {}}


def test_a_check_that_fails_keeps_the_version_before(dev):
    check = dev.handler.with_name("check.json")
    check.write_text('{"event": {}, "expect": {"event": {}}}')
    dev.save("wrong")
    dev.wait_for('fails check.json: it returned "wrong"')
    assert dev.answer() == {"event": {}}

    check.unlink()
    dev.wait_for_answer("wrong")


def test_saves_in_a_burst_are_one_deployment(dev):
    for number in range(20):
        dev.handler.write_text(HANDLER.replace('{"event": event}', str(number)))
    dev.save("last")

    dev.wait_for_answer("last")
    dev.wait_for(" is live after ")
    assert sum(" is live after " in line for line in dev.lines) == 1


def test_a_renamed_and_a_deleted_file_are_followed(dev):
    helper = dev.handler.with_name("first_name.py")
    helper.write_text('ANSWER = "of a module"\n')
    dev.save("", "from first_name import ANSWER\n\n\ndef handler(event, context):\n    return ANSWER\n")
    dev.wait_for_answer("of a module")

    dev.handler.write_text(dev.handler.read_text().replace("first_name", "second_name"))
    helper.rename(helper.with_name("second_name.py"))
    dev.handler.write_text(dev.handler.read_text().replace("return ANSWER", "return ANSWER + ' that was renamed'"))
    dev.wait_for_answer("of a module that was renamed")

    dev.lines.clear()
    helper.with_name("second_name.py").unlink()
    dev.wait_for("No module named 'second_name'")
    assert dev.answer() == "of a module that was renamed"


def test_the_log_follows_with_the_source_lines_of_an_error(dev):
    dev.lines.clear()
    dev.answer(fail=True)

    dev.wait_for(" WARNING asked color=red")
    dev.wait_for('      File "apps/get-movie/get_movie.py", line 13, in handler\n        reject(event)')
    dev.wait_for("    ValueError: no rating in {'fail': True}")


def test_a_denied_call_has_the_statement_that_would_allow_it(dev, target):
    dev.lines.clear()
    dev.answer(read=True)

    table = f"arn:aws:dynamodb:{target.region}:{target.access_key_id}:table/movies"
    dev.wait_for(f"denied: arn:aws:iam::{target.access_key_id}:role/{dev.function}: dynamodb:GetItem on {table}")
    dev.wait_for(f'statements = [{{ actions = ["dynamodb:GetItem"], resources = ["{table}"] }}]')


def test_a_changed_stack_is_named(dev):
    dev.lines.clear()
    (dev.root / "iac" / "notes" / "outputs.tf").write_text('output "more" { value = 1 }\n')

    dev.wait_for("iac/notes has changed: `slipway up notes` to apply it")


def test_an_app_without_a_function_names_what_is_missing(dev):
    dev.lines.clear()
    folder = dev.root / "apps" / "list-movies"
    folder.mkdir()
    (folder / "list_movies.py").write_text(HANDLER)

    dev.wait_for("no stack in iac/ declares it yet")
    (folder / "list_movies.py").unlink()
    folder.rmdir()


def test_a_saved_lib_is_deployed_without_a_message_for_apps_that_have_no_function(dev):
    dev.lines.clear()  # of the messages that the test before has waited for
    folder = dev.root / "apps" / "list-movies"
    folder.mkdir(exist_ok=True)
    (folder / "app.toml").write_text('libs = ["checks"]\n')
    (folder / "list_movies.py").write_text(HANDLER)
    dev.wait_for("list-movies: there is no function")
    for answer in ("one", "two"):  # after the second, all messages about the new files are printed
        dev.save(answer)
        dev.wait_for_answer(answer)
        dev.wait_for(" is live after ")

    dev.lines.clear()
    dev.lib.write_text(CHECKS + "# saved\n")
    dev.wait_for("get-movie version ")
    assert not [line for line in dev.lines if "list-movies" in line]
    shutil.rmtree(folder)


def test_ctrl_c_ends_it(dev):
    dev.process.send_signal(signal.SIGINT)

    assert dev.process.wait(timeout=30) == 0
    dev.reader.join()
    assert dev.lines[-1].startswith("stopped watching; the local AWS still runs")
    assert "Traceback" not in dev.lines[-1]


@pytest.mark.parametrize(
    ("variables", "where"),
    [
        ({"AWS_ENDPOINT_URL": "https://lambda.example.com"}, "https://lambda.example.com"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:1"),
        ({"AWS_PROFILE": "prod"}, "AWS, which the shell's variables select"),
    ],
)
def test_another_target_is_refused(dev, variables, where):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | variables

    result = subprocess.run(
        [SLIPWAY, "dev"], cwd=dev.root, env=environment, capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert result.stderr == (
        f"slipway: `slipway dev` works on the project's local AWS only, not on {where}: "
        'start it with `make up`, and run `eval "$(make -s env)"`\n'
    )
