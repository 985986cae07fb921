"""A GET of a movie involves few of the project's files: each is one to read, and to import at a cold start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3

PROJECT = Path(__file__).parents[4]
MAX_FILES = 6
# Prints the files of the modules that the app imports in addition to boto3's. The client is created in advance, since
# it imports modules too.
PROGRAM = """
import json, sys
import boto3
boto3.client("dynamodb")
known = set(sys.modules)
import get_movie
print(json.dumps([getattr(sys.modules[name], "__file__", None) or name for name in set(sys.modules) - known]))
"""


def imported() -> list[str]:
    environment = {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "MOVIES_TABLE": "movies",
        # A build has the installed packages on PYTHONPATH only.
        "PYTHONPATH": os.pathsep.join(
            map(str, (PROJECT / "apps/get-movie", PROJECT / "libs", Path(boto3.__file__).parents[1]))
        ),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    files: list[str] = json.loads(done.stdout)
    return files


def test_a_get_imports_at_most_six_files_and_no_other_module_that_boto3_does_not_import() -> None:
    files = [file for file in imported() if not file.endswith("__init__.py")]  # those contain no code: tests/unit/libs
    ours = sorted(file for file in files if file.startswith((f"{PROJECT}/apps/", f"{PROJECT}/libs/")))
    assert len(ours) <= MAX_FILES, ours
    assert sorted(files) == ours
