"""The functions of the site's pipeline read what modules/multisource-pipeline hands them."""

import os
import subprocess
import sys

import pytest
from repository import ROOT

from ..modules.test_multisource_pipeline import VARIABLES, stages

# Reads a job's UserParameters as the app does. In a process of its own: apps have modules of the same names.
READ = """
import importlib, sys
from pipeline_action.typed_json import parse
parse(importlib.import_module(sys.argv[1]).Parameters, sys.argv[2], "UserParameters")
"""
WITHOUT_URL = {key: value for key, value in VARIABLES["site"].items() if key != "url"}


@pytest.mark.parametrize("site", [VARIABLES["site"], WITHOUT_URL], ids=["url", "no-url"])
def test_an_app_reads_what_its_action_hands_it(tf_module, site):
    publish = stages(tf_module("modules/multisource-pipeline", **VARIABLES | {"site": site}).plan())["Publish"]
    for app, action in (("invalidate-cache", "InvalidateCache"), ("slack-notification", "Notify")):
        text = publish[action]["configuration"]["UserParameters"]
        path = os.pathsep.join(map(str, (ROOT / "apps" / app, ROOT / "libs")))
        settings = {"AWS_DEFAULT_REGION": "eu-central-1", "SLACK_WEBHOOK_PARAMETER": "/webhook"}  # an import wants them
        done = subprocess.run(
            [sys.executable, "-c", READ, app.replace("-", "_"), text],
            env=os.environ | settings | {"PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
