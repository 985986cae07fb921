"""The times by group at the end of a run."""

import os
import re
import subprocess
import sys

import group_times
import pytest
from pytest_options import WITHOUT_OTHER_PLUGINS
from repository import ROOT

TESTS = {
    "tests/unit/a/test_a": "def test_one(): ...\ndef test_two(): ...\n",
    "tests/e2e/test_b": """
        import subprocess, sys

        import pytest

        BUSY = "import time\\nwhile time.process_time() < 0.5: ...\\nprint(flush=True); time.sleep({})"

        @pytest.fixture(scope="session")
        def child():
            with subprocess.Popen([sys.executable, "-c", BUSY.format(600)], stdout=subprocess.PIPE) as child:
                yield child
                child.kill()

        def test_child_that_has_ended():
            subprocess.run([sys.executable, "-c", BUSY.format(0)], check=True)

        def test_child_that_still_runs(child):
            child.stdout.readline()

        def test_child_is_counted_once(child): ...
    """,
}


@pytest.mark.parametrize("options", [[], ["-n", "2", "--dist", "loadfile"]], ids=["alone", "xdist"])
def test_each_folder_below_tests_has_a_line_with_its_time_and_that_of_its_children(pytester, options, monkeypatch):
    # The plugin of hypothesis imports all of it in each process, which takes most of a second.
    monkeypatch.setenv("PYTEST_ADDOPTS", WITHOUT_OTHER_PLUGINS)
    pytester.makeconftest((ROOT / "tests/support/group_times.py").read_text())
    for name, text in TESTS.items():
        pytester.path.joinpath(name).parent.mkdir(parents=True)
        pytester.makepyfile(**{name: text})

    output = pytester.runpytest_subprocess("-p", "no:cacheprovider", *options).stdout.str()

    lines = re.findall(r"^(tests/\w+) +(\d+) tests +([\d.]+) s +([\d.]+) CPU s$", output, re.MULTILINE)
    assert [(group, int(tests)) for group, tests, _, _ in lines] == [("tests/e2e", 3), ("tests/unit", 2)]
    _, _, seconds, cpu_seconds = lines[0]
    assert float(seconds) >= 1
    assert 1 <= float(cpu_seconds) < 1.5
    assert float(lines[1][3]) < 0.5


def test_processes_below_a_child_count_while_they_run():
    busy = "import time\nwhile time.process_time() < 0.3: ...\nprint(flush=True); time.sleep(600)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    before = group_times._family_seconds(str(os.getpid()))
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, process_group=0) as child:
        child.stdout.readline()

        after = group_times._family_seconds(str(os.getpid()))

        os.killpg(child.pid, 9)
    assert after - before > 0.25


def test_process_that_is_gone_has_no_time():
    assert group_times._family_seconds(str(2**22 + 1)) == 0


def test_a_thread_or_process_that_has_ended_costs_nothing(tmp_path):
    """It can end between the listing of ``/proc`` and the reading of its file."""
    assert group_times._read(tmp_path / "children") == ""
    assert group_times._process_seconds("0") == 0
