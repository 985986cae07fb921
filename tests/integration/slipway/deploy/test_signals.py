"""What becomes of a canary when the command is ended from outside."""

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
    """``end_canary(signal)`` begins a canary of ``two``, sends the signal, and returns exit code and stderr."""

    def end(number):
        write("get-movie", "two")
        program = [sys.executable, "-c", "from slipway.cli import main; raise SystemExit(main())"]
        line = [*program, *arguments, "--canary", "50", "--bake", "10m"]
        with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as process:

            def begun():
                assert function.weights() == {"3": 0.5}

            try:
                eventually(begun)
                process.send_signal(number)
                said = process.communicate(timeout=60)[1]
            finally:
                process.kill()
        return process.returncode, said

    return end


def test_ctrl_c_takes_it_back_and_says_so(end_canary, function):
    code, said = end_canary(signal.SIGINT)
    assert code == 130
    assert "version 3 was taken back: interrupted. Alias live serves version 2 alone" in said
    assert said.splitlines()[-1] == "slipway: interrupted"
    assert (function.weights(), function.answer()) == ({}, "one")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_kill_leaves_it_to_the_next_run(number, end_canary, arguments, function):
    code, _ = end_canary(number)
    assert code == -number
    assert (function.weights(), function.live()["Version"]) == ({"3": 0.5}, "2")
    assert main(arguments) == 0
    assert (function.weights(), function.answer()) == ({}, "two")
