"""Canaries of a command that is ended by a signal."""

import signal
import subprocess
import sys

import pytest

from slipway.cli import main


@pytest.fixture
def arguments(project, target, unique_name, monkeypatch, function):
    """The command line, after a first deployment of ``one``."""
    (project / "slipway.toml").write_text('region = "x"\naccount = "123456789012"\nenvironment = "nowhere"\n')
    monkeypatch.chdir(project)
    for name, value in target.environment().items():
        monkeypatch.setenv(name, value)
    arguments = ["deploy", "get-movie", "--environment", unique_name]
    assert main(arguments) == 0
    return arguments


@pytest.fixture
def end_canary(arguments, write, function, eventually):
    """``end_canary(signal)`` starts a canary of ``two``, sends the signal, and returns exit code and stderr."""

    def end(number):
        write("get-movie", "two")
        program = [sys.executable, "-c", "from slipway.cli import main; raise SystemExit(main())"]
        line = [*program, *arguments, "--canary", "50", "--bake", "10m"]
        with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as process:

            def has_started():
                assert function.weights() == {"3": 0.5}

            try:
                eventually(has_started)
                process.send_signal(number)
                stderr = process.communicate(timeout=60)[1]
            finally:
                process.kill()
        return process.returncode, stderr

    return end


def test_ctrl_c_rolls_the_canary_back(end_canary, function):
    code, stderr = end_canary(signal.SIGINT)
    assert code == 130
    assert "version 3 was rolled back: interrupted. Alias live points at version 2 alone" in stderr
    assert stderr.splitlines()[-1] == "slipway: interrupted"
    assert (function.weights(), function.answer()) == ({}, "one")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_next_run_finishes_the_canary_of_a_killed_one(number, end_canary, arguments, function):
    code, _ = end_canary(number)
    assert code == -number
    assert (function.weights(), function.live()["Version"]) == ({"3": 0.5}, "2")
    assert main(arguments) == 0
    assert (function.weights(), function.answer()) == ({}, "two")
