"""docs/local-aws.md lists every patch, and the operations of Slipway's own services."""

import ast
import re
from pathlib import Path

import botocore.session
import pytest

from slipway_emulator.patches.registry import PATCHES
from slipway_emulator.services.codepipeline.action_types import ACTION_TYPES
from tools import patch_table

PROJECT = Path(__file__).parents[4]
EMULATOR = PROJECT / "slipway_emulator"
PAGE = (PROJECT / "docs" / "local-aws.md").read_text()


def test_the_table_of_patches_is_up_to_date():
    assert patch_table.with_table(PAGE) == PAGE, "run `make docs`"


def test_the_table_has_the_first_sentence_of_each_patch():
    rows = dict(re.findall(r"^\| `(\w+\.\w+)` \| (\w.+\.) \|$", PAGE, re.MULTILINE))
    assert rows.keys() == {patch.name for patch in PATCHES}
    assert rows["api_gateway.access_logs"] == "A stage of a REST API writes its access log."


@pytest.mark.parametrize(
    ("title", "service", "file"),
    [
        ("CodePipeline", "codepipeline", EMULATOR / "services" / "codepipeline" / "api" / "operations.py"),
        (
            "Application Auto Scaling",
            "application-autoscaling",
            EMULATOR / "services" / "applicationautoscaling" / "scaling.py",
        ),
        ("CodeConnections", "codeconnections", EMULATOR / "services" / "codeconnections" / "connections.py"),
    ],
)
def test_the_page_lists_the_supported_operations_and_the_rejected_ones(title, service, file):
    """Of the table of operations only the source is read: importing it needs MiniStack."""
    model = set(botocore.session.get_session().get_service_model(service).operation_names)
    keys = {
        key.value
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    (cells,) = re.findall(rf"^\| {title} \| (`.+`) \| (`.+`) \|$", PAGE, re.MULTILINE)
    answered, refused = (re.findall(r"`(\w+)`", cell) for cell in cells)
    assert answered == sorted(model & keys)
    assert refused == sorted(model - keys)


def test_the_page_lists_the_supported_action_types():
    rows = re.findall(r"^\| (\w+) \| `(\w+)` \| .*\|$", PAGE.partition("| Category |")[2], re.MULTILINE)
    assert [(category, "AWS", provider) for category, provider in rows] == list(ACTION_TYPES)
