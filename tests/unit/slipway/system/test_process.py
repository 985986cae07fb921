"""Running programs that hang, write a lot of output, or leave child processes."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from slipway.harness import eventually
from slipway.system import process

GRACE = 5  # seconds; the real one is 60


@pytest.fixture
def run(tmp_path, monkeypatch):
    """``run(code)`` runs Python code as the program."""
    monkeypatch.setattr(process, "_GRACE", GRACE)

    def run(code, **options):
        options = {"timeout": 60, "environment": {"GIVEN": "yes"}, **options}
        return process.run([sys.executable, "-c", code], directory=tmp_path, **options)

    return run


def assert_gone(pid):
    """Assert that a process ends within a moment of being killed."""

    def gone():
        assert not is_running(int(pid))

    eventually(gone)


def is_running(pid):
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # it has just ended, or there is no /proc
        return not Path("/proc").exists()
    return state != "Z"  # a zombie has ended


def test_exit_code_and_both_outputs_are_returned(run):
    result = run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")

    assert (result.exit_code, result.stdout, result.stderr) == (3, "out\n", "err\n")


def test_program_has_only_the_given_environment_and_directory_and_no_input(run, tmp_path):
    result = run("import os, sys; print(os.environ.get('PATH'), os.environ['GIVEN'], os.getcwd(), sys.stdin.read())")

    assert result.stdout.split() == ["None", "yes", str(tmp_path)]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_more_output_than_a_pipe_holds_is_read_from_both_streams(run, stream):
    result = run(f"import sys; sys.{stream}.write('x' * 1_000_000)")

    assert len(getattr(result, stream)) == 1_000_000


def test_lines_are_passed_on_immediately_and_the_last_one_without_a_newline(run, tmp_path):
    seen = []

    def on_line(line):
        seen.append(line)
        (tmp_path / "seen").touch()

    run(
        "import os, time\n"
        "print('first ü', flush=True)\n"
        "while not os.path.exists('seen'): time.sleep(0.01)\n"  # without end, if lines came only at the end
        "print('last', end='')\n",
        on_line=on_line,
    )

    assert seen == ["first ü", "last"]


def test_invalid_utf_8_is_replaced(run):
    result = run(r"import sys; sys.stdout.buffer.write(b'a\xff\xc3')")

    assert result.stdout == "a��"


def test_exit_code_of_a_killed_program_is_the_negative_signal(run):
    assert run("import os; os.kill(os.getpid(), 9)").exit_code == -9


def test_program_is_interrupted_after_the_timeout_and_may_finish_its_work(run):
    result = run(
        "import signal, time\n"
        "def finish(*_): print('x' * 100_000 + 'state written'); raise SystemExit(1)\n"
        "signal.signal(signal.SIGINT, finish)\n"
        "time.sleep(60)\n",
        timeout=1,
    )

    assert result.exit_code is None
    assert result.stdout.endswith("state written\n")


def test_program_that_ignores_the_interrupt_is_killed_with_its_children(run, monkeypatch):
    monkeypatch.setattr(process, "_GRACE", 0.2)
    result = run(
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(os.getpid(), child.pid, flush=True)\n"
        "time.sleep(60)\n",
        timeout=1,
    )

    assert result.exit_code is None
    for pid in result.stdout.split():
        assert_gone(pid)


def test_child_that_keeps_the_pipes_open_causes_no_delay_and_is_killed(run):
    result = run(
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid)\n",
        timeout=300,
    )

    assert result.exit_code == 0
    assert_gone(result.stdout)


def test_ctrl_c_ends_the_program_and_is_raised(run):
    pids = []

    def on_line(line):
        pids.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("import os, time; print(os.getpid(), flush=True); time.sleep(60)", on_line=on_line)

    assert_gone(pids[0])


def test_missing_program_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        process.run([str(tmp_path / "nothing")], directory=tmp_path, environment={}, timeout=1)


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "os._exit(1)"])
def test_program_of_a_killed_process_is_interrupted_and_may_finish_its_work(tmp_path, end):
    program = (
        "import os, signal, time\n"
        "def finish(*_):\n"
        "    for stream in (1, 2): os.write(stream, b'x' * 100_000)\n"  # more than a pipe holds
        "    open('state', 'w').close()\n"
        "    raise SystemExit(1)\n"
        "signal.signal(signal.SIGINT, finish)\n"
        "print('ready', flush=True)\n"
        # A signal just before a sleep doesn't end it, and its handler is called after it:
        # https://docs.python.org/3/library/signal.html#execution-of-python-signal-handlers
        "for _ in range(600): time.sleep(0.1)\n"
    )
    code = (
        "import os, signal, sys\n"
        "from slipway.system import process\n"
        f"def end(_): {end}\n"
        f"process.run([sys.executable, '-c', {program!r}], directory={str(tmp_path)!r}, environment={{}}, timeout=60,"
        " on_line=end)\n"
    )

    subprocess.run([sys.executable, "-c", code], check=False)

    def has_finished():
        assert (tmp_path / "state").exists()

    eventually(has_finished)


def test_a_second_ctrl_c_kills_the_program(run):
    lines = []

    def on_line(line):
        lines.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(
            "import os, signal, time\n"
            "signal.signal(signal.SIGINT, lambda *_: os.write(1, b'finishing\\n'))\n"
            "print(os.getpid(), flush=True)\n"
            "while True: time.sleep(60)\n",
            on_line=on_line,
        )

    assert lines[1:] == ["finishing"]
    assert_gone(lines[0])


@pytest.mark.parametrize("requests", [1, 2])
def test_a_program_of_another_thread_is_interrupted_and_by_a_second_request_killed(run, requests):
    interruption = process.Interruption()
    lines = []

    def on_line(line):
        lines.append(line)
        if len(lines) <= requests:
            interruption.request()

    finish = "os._exit(0)" if requests == 1 else ""
    program = (
        "import os, signal, time\n"
        f"def finish(*_): os.write(1, b'finishing\\n'); {finish}\n"
        "signal.signal(signal.SIGINT, finish)\n"
        "print(os.getpid(), flush=True)\n"
        "while True: time.sleep(60)\n"
    )
    with ThreadPoolExecutor() as pool, pytest.raises(KeyboardInterrupt):
        pool.submit(run, program, on_line=on_line, interruption=interruption).result()

    assert lines[1:] == ["finishing"]
    assert_gone(lines[0])
