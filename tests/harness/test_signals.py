"""A pytest process that is ended by a signal leaves nothing running, and destroys its stacks if it can."""

import os
import signal
import sys
from pathlib import Path

import pytest
from processes import is_alive

from slipway.harness import eventually
from slipway.local import emulator

USES_AWS = """
    import os, time

    def test_waiting(local_aws, request):
        request.config.rootpath.joinpath("worker").write_text(str(os.getpid()))
        request.config.rootpath.joinpath("ready").write_text(str(local_aws.pid))
        time.sleep(600)
"""

# Writes a line when it is destroyed.
TRACED = """
    variable "log" {
      type = string
    }
    resource "terraform_data" "this" {
      input = var.log
      provisioner "local-exec" {
        when    = destroy
        command = "echo destroyed >> ${self.input}"
      }
    }
"""
# Is ready in the middle of its apply.
SLOW = (
    TRACED
    + """
    resource "terraform_data" "slow" {
      depends_on = [terraform_data.this]
      provisioner "local-exec" {
        command = "touch $(dirname ${var.log})/ready; sleep 600"
      }
    }
"""
)
USES_STACK = """
    import os, time

    def test_waiting(FIXTURE, request):
        request.config.rootpath.joinpath("worker").write_text(str(os.getpid()))
        stack = FIXTURE("traced", log=f"{request.config.rootpath}/log")
        getattr(stack, "apply", lambda: None)()
        request.config.rootpath.joinpath("ready").touch()
        time.sleep(600)
"""
BOTH = pytest.mark.parametrize("options", [[], ["-n", "1"]], ids=["alone", "xdist"])


@pytest.fixture
def start(project):
    """``start(options)`` starts pytest, and returns its process when the test is ready for the signal."""
    processes = []

    def start(options):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
        with (project.path / "output").open("wb") as output:
            streams = {"stdout": output, "stderr": output, "stdin": None}
            processes.append(project.popen(command, **streams, start_new_session=True))

        def test_is_ready():
            assert (project.path / "ready").exists(), (project.path / "output").read_text()

        eventually(test_is_ready, timeout=120)
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def has_ended(pid, timeout=30):
    def check():
        assert not is_alive(pid)

    eventually(check, timeout=timeout)
    return True


def number(file: Path) -> int:
    return int(file.read_text())


@BOTH
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_local_aws_and_workers_end_with_pytest(project, start, options, end):
    project.makepyfile(USES_AWS)
    process = start(options)

    process.send_signal(end)

    assert has_ended(number(project.path / "ready"))
    assert process.wait(timeout=60) == (-signal.SIGKILL if end == signal.SIGKILL else pytest.ExitCode.INTERRUPTED)
    assert has_ended(number(project.path / "worker"))
    assert [emulator.status(folder) for folder in project.path.glob(".slipway/test-run-*/local")] in ([], [None])


# Not `tf` with xdist: it gives a worker ten seconds. The stacks of `tf_run` are the controller's, which has no limit.
@pytest.mark.parametrize(("fixture", "options"), [("tf", []), ("tf_run", []), ("tf_run", ["-n", "1"])])
def test_sigterm_destroys_stacks(run, project, start, fixture, options):
    run("def test_it(): ...", traced=TRACED)
    project.makepyfile(USES_STACK.replace("FIXTURE", fixture))
    process = start(options)

    process.terminate()

    assert process.wait(timeout=60) == pytest.ExitCode.INTERRUPTED
    assert (project.path / "log").read_text() == "destroyed\n"
    assert list(project.path.glob(".slipway/stacks/*")) == []


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_during_an_apply_destroys_what_was_applied(run, project, start, end):
    """As a terminal does, the signal is sent to all processes of the group."""
    run("def test_it(): ...", traced=SLOW)
    project.makepyfile(USES_STACK.replace("FIXTURE", "tf"))
    process = start([])

    os.killpg(process.pid, end)

    assert process.wait(timeout=120) == pytest.ExitCode.INTERRUPTED
    assert (project.path / "log").read_text() == "destroyed\n"
    assert list(project.path.glob(".slipway/stacks/*")) == []


def test_stack_is_destroyed_after_the_worker_that_applies_it_has_ended(run, project, start):
    run("def test_it(): ...", traced=SLOW)
    project.makepyfile(USES_STACK.replace("FIXTURE", "tf_run"))
    process = start(["-n", "1"])

    process.terminate()

    assert process.wait(timeout=120) == pytest.ExitCode.INTERRUPTED
    assert (project.path / "log").read_text() == "destroyed\n"
    assert list(project.path.glob(".slipway/stacks/*")) == []


def test_sigterm_for_a_worker_interrupts_the_run(run, project, start):
    run("def test_it(): ...", traced=TRACED)
    project.makepyfile(USES_STACK.replace("FIXTURE", "tf"))
    process = start(["-n", "1"])

    os.kill(number(project.path / "worker"), signal.SIGTERM)

    assert process.wait(timeout=60) == pytest.ExitCode.INTERRUPTED
    assert (project.path / "log").read_text() == "destroyed\n"
