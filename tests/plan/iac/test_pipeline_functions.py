"""The functions of the site's pipeline can read the parameters that modules/multisource-pipeline sets."""

import os
import subprocess
import sys

import pytest
from repository import ROOT

from ..modules.test_multisource_pipeline import VARIABLES, stages

# Reads a job's UserParameters as the app does. In a separate process: apps have modules of the same names.
READ = """
import importlib, sys
from pipeline_action.typed_json import parse
parse(importlib.import_module(sys.argv[1]).Parameters, sys.argv[2], "UserParameters")
"""
WITHOUT_URL = {key: value for key, value in VARIABLES["site"].items() if key != "url"}
SCENARIOS = {"url": VARIABLES, "no_url": {**VARIABLES, "site": WITHOUT_URL}}


@pytest.fixture(scope="module")
def pipelines(tf_module):
    return tf_module.plans("modules/multisource-pipeline", SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_app_reads_its_parameters(pipelines, scenario):
    publish = stages(pipelines[scenario])["Publish"]
    for app, action in (("invalidate-cache", "InvalidateCache"), ("slack-notification", "Notify")):
        text = publish[action]["configuration"]["UserParameters"]
        path = os.pathsep.join(map(str, (ROOT / "apps" / app, ROOT / "libs")))
        settings = {  # an import needs them
            "AWS_DEFAULT_REGION": "eu-central-1",
            "SLACK_WEBHOOK_PARAMETER": "/webhook",
            "DELIVERIES_TABLE": "deliveries",
            "DEAD_LETTER_QUEUE_URL": "https://sqs.example.com/dead-letters",
            "MAX_RECEIVE_COUNT": "5",
        }
        done = subprocess.run(
            [sys.executable, "-c", READ, app.replace("-", "_"), text],
            env=os.environ | settings | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
