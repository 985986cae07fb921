import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

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
]

# Prints the packages that the app imports in addition to boto3's, which the Lambda runtime includes.
PROGRAM = """
import importlib, json, sys
import boto3
for service in ("dynamodb", "s3"):
    boto3.client(service)
known = set(sys.modules)
importlib.import_module(sys.argv[1])
added = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items() if name not in known}
print(json.dumps([name for name, file in added.items() if "site-packages" in file and "boto" not in name]))
"""


def test_every_function_has_settings() -> None:
    folders = {path.name for path in (PROJECT / "apps").iterdir() if path.name[0] not in "._"}
    built_by_a_pipeline = {path.parent.name for path in (PROJECT / "apps").glob("*/buildspec.yml")}
    assert folders - built_by_a_pipeline == set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_its_libs_and_boto3(app: str, tmp_path: Path) -> None:
    for lib in tomllib.loads((PROJECT / "apps" / app / "app.toml").read_text())["libs"]:
        own = PROJECT / "libs" / lib
        (tmp_path / lib).symlink_to(own if own.is_dir() else PROJECT / lib)  # lambda_release
    environment = dict.fromkeys(SETTINGS, "x") | {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "CLOUD_PROVIDERS_TABLES": "{}",
        "MAX_RECEIVE_COUNT": "3",
    }
    environment["PYTHONPATH"] = os.pathsep.join([str(PROJECT / "apps" / app), str(tmp_path)])
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, app.replace("-", "_")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == []
