import json
import subprocess
import sys
import tomllib
from pathlib import Path

import boto3

PROJECT = Path(__file__).parents[3]
APPS = sorted(path.parent.name for path in (PROJECT / "apps").glob("*/app.toml"))
SETTINGS = [
    "MOVIES_TABLE",
    "IDEMPOTENCY_TABLE",
    "DELIVERIES_TABLE",
    "MOVIE_EVENTS_TOPIC_ARN",
    "DEAD_LETTER_QUEUE_URL",
    "EMAIL_SENDER",
    "EMAIL_RECIPIENTS",
    "SES_CONFIGURATION_SET",
    "METADATA_BUCKET",
    "SLACK_WEBHOOK_PARAMETER",
    "PRODUCTS_TABLE",
]

# Prints the packages that each app imports in addition to boto3's, which the Lambda runtime includes. boto3 is loaded
# once, and each app is imported in its own process.
PROGRAM = """
import importlib, json, os, sys
import boto3
installed = os.path.dirname(os.path.dirname(boto3.__file__)) + os.sep
for service in ("dynamodb", "s3"):
    boto3.client(service)
known = set(sys.modules)
for app, folders in json.loads(sys.argv[1]).items():
    if not os.fork():
        sys.path[:0] = folders
        importlib.import_module(app.replace("-", "_"))
        added = [name for name in sys.modules if name not in known and "boto" not in name]
        files = {name: getattr(sys.modules[name], "__file__", None) or "" for name in added}
        print(json.dumps([app, [name for name, file in files.items() if file.startswith(installed)]]), flush=True)
        os._exit(0)  # without the end of boto3's modules, which takes longer than the rest
    os.wait()
"""


def test_every_function_has_settings() -> None:
    folders = {path.name for path in (PROJECT / "apps").iterdir() if path.name[0] not in "._"}
    built_by_a_pipeline = {path.parent.name for path in (PROJECT / "apps").glob("*/buildspec.yml")}
    assert folders - built_by_a_pipeline == set(APPS)


def test_every_app_imports_only_its_libs_and_boto3(tmp_path: Path) -> None:
    # Each lib in a folder that all apps have in their paths that name it: it is compiled once.
    libs = {app: tomllib.loads((PROJECT / "apps" / app / "app.toml").read_text())["libs"] for app in APPS}
    for lib in {lib for names in libs.values() for lib in names}:
        own = PROJECT / "libs" / lib
        (tmp_path / lib).mkdir()
        (tmp_path / lib / lib).symlink_to(own if own.is_dir() else PROJECT / lib)  # lambda_release
    folders = {app: [str(PROJECT / "apps" / app), *(str(tmp_path / lib) for lib in libs[app])] for app in APPS}
    environment = dict.fromkeys(SETTINGS, "x") | {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "CLOUD_PROVIDERS_TABLES": "{}",
        "MAX_RECEIVE_COUNT": "3",
        "PYTHONPYCACHEPREFIX": str(PROJECT / ".slipway" / "bytecode"),  # of tests/conftest.py
        "PYTHONPATH": str(Path(boto3.__file__).parents[1]),  # where a build has the installed packages only
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(folders)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert [json.loads(line) for line in done.stdout.splitlines()] == [[app, []] for app in APPS]
