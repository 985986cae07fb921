"""What a function imports, it pays for at each cold start: modules are counted, not timed."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
# Modules of the project outside of aws_client, and modules of the standard library that Lambda's runtime has not
# imported anyway, in the Python that has most. A number that grows is a reason to look again.
LIMITS = {
    "create-movie": (15, 26),
    "delete-movie": (10, 20),
    "email-notification": (15, 45),
    "get-movie": (9, 20),
    "get-product": (9, 20),
    "list-cloud-providers": (11, 35),
    "list-movies": (11, 20),
    "publish-movie-events": (12, 45),
    "put-cloud-provider": (11, 35),
    "put-product": (11, 26),
    "sync-algorithm-metadata": (11, 55),
    "update-movie": (12, 25),
}
HEAVY = {
    *("asyncio", "boto3", "botocore", "dataclasses", "email", "http.client", "inspect", "multiprocessing", "random"),
    *("pathlib", "ssl", "unittest", "urllib.request", "urllib3", "xml"),
}
# The functions that read events describe them by dataclasses.
ALLOWED = {
    "email-notification": {"dataclasses", "inspect", "pathlib"},
    "publish-movie-events": {"dataclasses", "inspect"},
    "sync-algorithm-metadata": {"dataclasses", "inspect", "pathlib", "random"},
}
SETTINGS = [
    *("MOVIES_TABLE", "IDEMPOTENCY_TABLE", "DELIVERIES_TABLE", "MOVIE_EVENTS_TOPIC_ARN", "DEAD_LETTER_QUEUE_URL"),
    *("EMAIL_SENDER", "EMAIL_RECIPIENTS", "SES_CONFIGURATION_SET", "METADATA_BUCKET", "PRODUCTS_TABLE"),
]
# What awslambdaric imports in Lambda's runtime, as far as it is of the standard library.
PROGRAM = """
import base64, collections, contextlib, decimal, enum, functools, importlib, io, json, logging, os, re, string, sys
import time, traceback, weakref
for name in ("array", "binascii", "fnmatch", "zlib"):
    importlib.import_module(name)
known = set(sys.modules)
importlib.import_module(sys.argv[1])
added = set(sys.modules) - known
print(json.dumps({name: getattr(sys.modules[name], "__file__", None) or "" for name in added}))
"""


def imported(app: str) -> dict[str, str]:
    """Return the modules that an app imports, and their files."""
    libs = tomllib.loads((PROJECT / "apps" / app / "app.toml").read_text())["libs"]
    assert "aws_client" in libs
    environment = dict.fromkeys(SETTINGS, "x") | {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "CLOUD_PROVIDERS_TABLES": "{}",
        "MAX_RECEIVE_COUNT": "3",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(map(str, (PROJECT / "apps" / app, PROJECT / "libs"))),
    }
    command = [sys.executable, "-S", "-c", PROGRAM, app.replace("-", "_")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("app", LIMITS)
def test_a_function_imports_few_modules(app: str) -> None:
    modules = imported(app)
    assert (HEAVY & modules.keys()) == ALLOWED.get(app, set())
    mine = {name for name, file in modules.items() if file.startswith(str(PROJECT)) and "__init__" not in file}
    others = {name for name, file in modules.items() if not file.startswith(str(PROJECT))}
    outside = sorted(name for name in mine if not name.startswith("aws_client."))
    most, most_others = LIMITS[app]
    assert len(outside) <= most, outside
    assert len(others) <= most_others, sorted(others)
