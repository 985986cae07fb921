"""tools/sboms.py: several runs of cyclonedx-py in one process."""

import json
import os
import subprocess
import sys

import pytest
from repository import ROOT

# As the real one: it ends its process. Its second module is loaded once.
MAIN = "import sys\nfrom . import arguments\nsys.exit(arguments.write(sys.argv[1:]))\n"
ARGUMENTS = "print('loaded')\n\ndef write(found):\n    print(*found)\n    return 3 if 'wrong' in found else 0\n"


@pytest.fixture
def run(tmp_path):
    """``run(*runs)`` returns the exit code and the output."""
    package = tmp_path / "cyclonedx_py"
    package.mkdir()
    for name, text in {"__init__": "", "__main__": MAIN, "arguments": ARGUMENTS}.items():
        (package / f"{name}.py").write_text(text)

    def run(*runs):
        command = [sys.executable, ROOT / "tools" / "sboms.py", json.dumps(runs)]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()

    return run


def test_all_runs_share_what_the_first_one_has_loaded(run):
    assert run(["-o", "a b"], ["-o", "c"]) == (0, ["loaded", "-o a b", "-o c"])


def test_none_follows_one_that_fails(run):
    assert run(["wrong"], ["-o", "c"]) == (3, ["loaded", "wrong"])
