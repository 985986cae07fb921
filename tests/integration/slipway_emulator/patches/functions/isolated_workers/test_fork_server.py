"""A function can't tell that its process is a fork."""

import io
import sys
import zipfile

import pytest

from slipway.harness import run as test_run
from slipway.local import environments

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server is for Linux")

STATE = """
import os, sys, __main__
def handler(event, context):
    return {
        "argv": sys.argv[1:], "orig_argv": sys.orig_argv[1:], "main": __main__.__spec__.name,
        "path": sys.path[1:], "root": [sys.path[0], os.getcwd()] == [os.environ["LAMBDA_TASK_ROOT"]] * 2,
        "open": len(os.listdir("/proc/self/fd")),
        "signals": [line for line in open("/proc/self/status") if line.startswith(("SigBlk", "SigCgt", "SigIgn"))],
        "group": os.getpgrp() == os.getpgid(os.getppid()),
    }
"""


@pytest.fixture
def layer(aws, unique_name):
    """``layer(**sources)`` is the ARN of a layer with Python modules."""

    def publish(**sources):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, source in sources.items():
                archive.writestr(f"python/{name}.py", source)
        published = aws("lambda").publish_layer_version(LayerName=unique_name, Content={"ZipFile": buffer.getvalue()})
        return published["LayerVersionArn"]

    return publish


def test_a_fork_has_the_state_of_a_new_interpreter(run):
    fork = run(STATE)
    # With a variable that Python reads at its start, but that changes nothing.
    new = run(STATE, Environment={"Variables": {"PYTHONNOUSERSITE": "1"}})

    assert fork["root"]
    assert fork["argv"] == ["main.handler"]
    assert fork["orig_argv"] == ["-m", "awslambdaric", "main.handler"]
    assert fork == new


@pytest.mark.parametrize(
    ("source", "variables", "expected"),
    [
        ("import sys\ndef handler(event, context):\n    return sys.flags.optimize", {"PYTHONOPTIMIZE": "1"}, 1),
        ("import time\ndef handler(event, context):\n    return time.timezone", {"TZ": "AAA+3"}, 3 * 60 * 60),
        ("import os\ndef handler(event, context):\n    return os.environ['LANG']", {"LANG": "C"}, "C"),
    ],
)
def test_variables_that_are_read_at_the_start_have_their_effect(run, source, variables, expected):
    assert run(source, Environment={"Variables": variables}) == expected


@pytest.mark.parametrize("module", ["decimal", "sitecustomize"])
def test_a_module_of_a_layer_comes_before_one_of_python(run, layer, module):
    source = f"import sys\ndef handler(event, context):\n    return sys.modules['{module}'].name"

    assert run(source, Layers=[layer(**{module: "name = 'mine'\nclass Decimal: pass"})]) == "mine"


# Prints what the processes of functions did that run main.py while it is imported. Each has its own folder: a process
# may read its file while the next one is started.
PROCESSES = """
import os, subprocess, sys, tempfile, time
from slipway_emulator.patches.functions.python_worker.processes import ForkServer

python, runtime = sys.argv[1:]
server = ForkServer({"LANG": "en_US.UTF-8"})
variables = {"LANG": "en_US.UTF-8", "PYTHONPATH": runtime, "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"}

def start(source):
    directory = tempfile.mkdtemp(dir=os.getcwd())
    with open(os.path.join(directory, "main.py"), "w") as file:
        file.write(source)
    reader, writer = os.pipe()
    process = server.start(python, "main.handler", directory, variables, writer)
    os.close(writer)
    return process, open(reader)

def run(source):
    process, output = start(source)
    return process.wait(30), output.read()

def wait(process):
    try:
        return process.wait(0.05)
    except subprocess.TimeoutExpired:
        return "runs"

SLEEP = "import time; print('sleeps', flush=True); time.sleep(60)"
print(run("import os; print('output', flush=True); os._exit(3)"))
(first, output), (second, other_output) = start(SLEEP), start(SLEEP)
print(output.readline(), other_output.readline(), first.poll(), wait(first))
first.terminate()
print(first.wait(30), first.poll(), first.kill(), second.poll(), output.read())
server._process.kill()
server._process.wait()
print(second.wait(30), other_output.read())
print(run("print('again', flush=True); import os; os._exit(0)"))
"""


def test_processes_have_a_status_also_after_the_fork_server_has_ended(pytestconfig, run_in_emulator):
    python = environments.runtime_python(test_run.directory(pytestconfig).parent / "environments")
    runtime = next(pytestconfig.rootpath.glob("slipway_emulator/patches/functions/python_worker/runtime"))

    done = run_in_emulator(PROCESSES, str(python), str(runtime))

    assert done.stdout.splitlines() == [
        "(3, 'output\\n')",
        "sleeps",
        " sleeps",
        " None runs",
        "-15 -15 None None ",
        "-9 ",
        "(0, 'again\\n')",
    ], done.stderr
