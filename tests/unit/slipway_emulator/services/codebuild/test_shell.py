import contextlib
import fcntl
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from slipway.harness import eventually
from slipway_emulator.services.codebuild import shell as shell_module
from slipway_emulator.services.codebuild.errors import BuildInterruptedError
from slipway_emulator.services.codebuild.shell import Shell


@pytest.fixture
def output():
    return bytearray()


@pytest.fixture
def cancelled():
    return threading.Event()


@pytest.fixture(params=["/bin/sh", "/bin/bash"])
def shell(request, tmp_path, output, cancelled):
    (tmp_path / "state").mkdir()
    variables = {"PATH": os.environ["PATH"]}
    deadline = time.monotonic() + 30
    session = Shell(request.param, variables, tmp_path, tmp_path / "state", output.extend, cancelled, deadline)
    yield session
    session.close()


def is_alive(pid):
    result = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(result.stdout) and not result.stdout.startswith("Z")


def assert_gone(pid):
    def check():
        assert not is_alive(pid)

    eventually(check, timeout=10)


def test_variables_functions_and_the_working_directory_persist_between_commands(shell, output, tmp_path):
    for command in ("A=1; export B=2", 'f() { echo "$A$B $1"; }', "mkdir sub; cd sub", "f x; pwd"):
        assert shell.run(command) == 0

    assert output.decode() == f"12 x\n{tmp_path}/sub\n"
    assert shell.variables["B"] == "2"


def test_each_command_has_its_exit_status(shell):
    assert [shell.run(command) for command in ("true", "false", "(exit 7)", "not-a-command", "true")] == [
        *(0, 1, 7, 127, 0)
    ]


@pytest.mark.parametrize("command", ["exit 3", "set -e; (exit 3)", "exec sh -c 'exit 3'"])
def test_a_command_that_ends_the_shell_keeps_variables_and_the_working_directory(shell, output, command, tmp_path):
    shell.run("export A='1 2'; mkdir sub; cd sub")

    assert shell.run(command) == 3
    assert shell.run('echo "$A"; pwd') == 0
    assert output.decode() == f"1 2\n{tmp_path}/sub\n"


@pytest.mark.parametrize(
    "change",
    [
        *("set -u", "set -e", "set -eu", "set -C", "set -f", "set -a", "set -x", "set -m"),
        'echo() { printf "wrapped %s\\n" "$*"; }; pwd() { echo nope; }; read() { return 1; }',
        "printf() { :; }; cd() { command cd /; }; test() { return 1; }; env() { :; }",
        "alias echo=false printf=false read=false while=false",
        "IFS=/; export IFS",
        "export PATH=/missing",
        "trap 'echo trapped' EXIT",
        "trap - EXIT",
        "trap '' INT TERM HUP",
        "exec 0<&-",
        "exec 3>&1 4>&1 9>&1",
        "umask 777",
        "unset PWD HOME",
        "export LC_ALL=C PYTHONHOME=/missing PYTHONPATH=/missing PYTHONSTARTUP=/missing",
        "ulimit -f 0",
    ],
)
def test_no_change_of_the_shell_breaks_the_next_commands(shell, output, change, tmp_path):
    (tmp_path / "sub").mkdir()
    assert shell.run(change) == 0
    output.clear()

    # Commands that don't depend on any of the changes.
    assert shell.run("A=1 && export B=2 && command cd sub") == 0
    assert shell.run('/bin/sh -c \'echo "$1$B" >&2; /bin/pwd >&2\' sh "$A"') == 0
    assert shell.run("(exit 7)") == 7
    assert shell.run("/bin/sh -c 'exit 0'") == 0

    lines = [line for line in output.decode().splitlines() if not line.startswith("+") and line != "trapped"]
    assert lines == ["12", f"{tmp_path}/sub"]
    if change != "ulimit -f 0":  # the state is a file
        assert (shell.variables["B"], shell.folder) == ("2", tmp_path / "sub")


def test_what_runs_between_two_commands_imports_os_alone():
    """It runs once a command, so pathlib alone would double the CPU time of a build's short commands."""
    code = (
        "import os, sys; old = {*sys.modules}; sys.path += sys.argv; import shell_state; print(*{*sys.modules} - old)"
    )
    command = [sys.executable, "-I", "-S", "-c", code, shell_module._SAVE.parent]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "shell_state\n"


def test_options_of_bash_do_not_break_the_next_commands(shell, output):
    if shell._path != "/bin/bash":
        pytest.skip("only bash has these options")
    for change in (
        "set -Eeuo pipefail",
        "shopt -s expand_aliases nullglob failglob",
        "set -o posix",
        "set -o functrace",
    ):
        assert shell.run(change) == 0
    assert shell.run("trap 'echo debug >&2' DEBUG; trap 'echo error >&2' ERR; trap 'echo return >&2' RETURN") == 0

    assert shell.run("export A=1") == 0
    assert shell.run('test "$A" = 1') == 0
    assert shell.run("trap - DEBUG ERR RETURN") == 0
    assert shell.run("false") == 1
    assert shell.run('test "$A" = 1') == 0


def test_the_folder_of_the_state_can_have_any_name(tmp_path, output, cancelled):
    state = tmp_path / "it's a $folder"
    state.mkdir()
    session = Shell("/bin/sh", {}, tmp_path, state, output.extend, cancelled, time.monotonic() + 30)

    assert session.run("export A=1; exit 3") == 3
    assert session.run('echo "$A"') == 0
    session.close()

    assert output == b"1\n"


def test_the_trace_of_commands_does_not_show_how_the_state_is_saved(shell, output):
    assert shell.run("set -x") == 0
    assert shell.run("echo here") == 0

    assert b"+ echo here\nhere\n" in output
    assert b"shell_state" not in output


@pytest.mark.parametrize("command", ["exec >/dev/null 2>&1", "exec 1>&- 2>&-", "exec >log 2>&1"])
def test_a_shell_without_output_runs_the_next_commands(shell, command, tmp_path):
    assert shell.run(command) == 0

    assert shell.run(f"A=1; /bin/sh -c 'exit 3'; echo $? >|{tmp_path}/result") == 0
    assert shell.run(f'echo "$A" >>{tmp_path}/result') == 0
    assert (tmp_path / "result").read_text() == "3\n1\n"


def test_a_shell_without_output_does_not_keep_the_processor_busy(shell, tmp_path):
    shell.run("exec >/dev/null 2>&1")

    before = time.process_time()
    shell.run("sleep 2")

    assert time.process_time() - before < 0.5


def test_a_shell_that_was_killed_between_two_commands_is_replaced_once(shell, output, tmp_path):
    assert shell.run("export A=1; (sleep 0.3; kill -KILL $$) &") == 0
    shell._process.wait()
    os.write(shell._next, f"{tmp_path}/state/command\n".encode())  # sent before the shell was found to be dead

    assert shell.run('echo "$A"') == 0
    assert shell.run("true") == 0
    assert output == b"1\n"


def test_a_syntax_error_fails_only_its_command(shell):
    assert shell.run("if") != 0
    assert shell.run("true") == 0


def test_a_killed_shell_fails_only_its_command(shell):
    assert shell.run("kill -KILL $$") == (-signal.SIGKILL) % 256
    assert shell.run("true") == 0


def test_a_variable_is_exported_to_the_next_command(shell, output):
    shell.run("true")
    shell.export("A", "it's $1")

    shell.run("sh -c 'echo \"$A\"'")

    assert output.decode() == "it's $1\n"


def test_a_process_with_more_than_1024_open_files_can_run_commands(shell, output):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    with contextlib.ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1100):
            stack.enter_context(Path(os.devnull).open())
        assert shell.run("echo here") == 0
        assert output == b"here\n"


def test_commands_have_no_standard_input(shell):
    assert shell.run("read -r line") == 1


def test_all_output_has_been_written_when_the_command_has_ended(shell, output):
    shell.run(f"{sys.executable} -c \"print('x' * 3_000_000)\"")
    assert len(output) == 3_000_001

    shell.run("printf '\\377\\n' >&2")
    assert output.endswith(b"\xff\n")


def test_a_background_process_does_not_block_the_command_and_ends_with_the_session(shell, output):
    assert shell.run("sleep 300 & echo $!") == 0
    pid = int(output)
    assert is_alive(pid)

    shell.close()

    assert_gone(pid)


@pytest.mark.parametrize("status", ["STOPPED", "TIMED_OUT"])
def test_a_cancelled_or_timed_out_command_ends_with_all_its_processes(shell, output, cancelled, status):
    def end():
        eventually(lambda: assert_has_pids(output), timeout=10)
        if status == "STOPPED":
            cancelled.set()
        else:
            shell._deadline = 0

    threading.Thread(target=end, daemon=True).start()
    with pytest.raises(BuildInterruptedError) as error:
        shell.run("trap '' TERM; sleep 300 & echo $! $$; wait; sleep 300")
    shell.close()

    assert error.value.status == status
    for pid in output.split():
        assert_gone(int(pid))


def run_all(shell, *commands):
    for command in commands:
        shell.run(command)


SLEEP = "/bin/sleep 300"
KILL_GUARD = 'kill -KILL $(ps -A -o pid= -o args= | sed -n "s/^ *\\([0-9]*\\) .* guard $$\\$/\\1/p")'


@pytest.mark.parametrize(
    ("change", "command"),
    [
        ("set -euC", SLEEP),
        ("set -m", SLEEP),
        ("trap 'sleep 300' EXIT INT TERM", SLEEP),
        ("exec >/dev/null 2>&1", SLEEP),
        ("echo() { sleep 300; }; printf() { sleep 300; }; kill() { :; }", SLEEP),
        ("echo() { sleep 300; }; printf() { sleep 300; }", "true; echo"),
        ("export PATH=/missing", SLEEP),
        (KILL_GUARD, SLEEP),
        ("trap 'sleep 300' EXIT", "exit 0"),
        ("true", "while :; do :; done"),
        ("true", "exec /bin/sleep 300"),
        ("true", "set -n"),
    ],
)
def test_every_build_can_be_stopped(shell, cancelled, change, command):
    shell.run(change)
    process = shell._process
    timer = threading.Timer(0.5, cancelled.set)
    timer.start()

    with pytest.raises(BuildInterruptedError, match="STOPPED"):
        run_all(shell, command, SLEEP)  # `set -n` can end the shell
    timer.cancel()
    shell.close()

    assert_gone(process.pid)


@pytest.mark.parametrize("start", ["set -m; {} &", "setsid {} &", "nohup {} &"])
def test_processes_in_other_groups_and_sessions_end_with_the_session(shell, tmp_path, start):
    file = tmp_path / "pid"
    command = f"/bin/sh -c 'echo $$ >{file}; while :; do echo y; done'"
    assert shell.run(start.format(command)) == 0
    eventually(lambda: assert_written(file), timeout=10)
    shell.close()

    assert_gone(int(file.read_text()))


def assert_written(file):
    assert file.exists()
    assert file.read_text().endswith("\n")


def assert_has_pids(output):
    assert len(output.split()) == 2


PARENT = """
import pathlib, sys, threading, time
from slipway_emulator.services.codebuild.shell import Shell, guard_descriptors
guard_descriptors.extend(map(int, sys.argv[2:]))
folder = pathlib.Path(sys.argv[1])
write = lambda part: (sys.stdout.buffer.write(part), sys.stdout.flush())
shell = Shell("/bin/sh", {"PATH": "/usr/bin:/bin"}, folder, folder, write, threading.Event(), time.monotonic() + 60)
shell.run("echo $$; sleep 300")
"""


def test_a_build_ends_with_a_killed_emulator(tmp_path):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, tmp_path], stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    assert is_alive(pid)

    parent.kill()
    parent.communicate()

    assert_gone(pid)


def test_the_lock_of_a_killed_emulator_is_held_until_its_builds_have_ended(tmp_path):
    with (tmp_path / "lock").open("w") as lock, (tmp_path / "lock").open() as other:
        fcntl.flock(lock, fcntl.LOCK_EX)
        descriptor = lock.fileno()
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, tmp_path, str(descriptor)], stdout=subprocess.PIPE, pass_fds=[descriptor]
        )
        pid = int(parent.stdout.readline())
        lock.close()
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)

        parent.kill()
        parent.communicate()
        fcntl.flock(other, fcntl.LOCK_SH)

        assert_gone(pid)
