"""docs/pipeline.md shows the flow that iac/frontend has.

``WRITE_DOCS=1 make test TESTS=tests/plan/iac/test_pipeline_page.py`` draws it anew.
"""

import os
import re
from pathlib import Path

import pytest
from flow_picture import flowchart

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "pipeline.md"
PICTURE = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def plan(tf_module):
    return tf_module("iac/frontend", movies_api_url="https://api.example.com/live", repository="example/slipway").plan()


@pytest.fixture(scope="module")
def functions():
    """The modules that iac/frontend hands to the pipeline as its functions."""
    text = (ROOT / "iac" / "frontend" / "pipeline.tf").read_text()
    (block,) = re.findall(r"^  functions = \{\n(.*?)^  \}", text, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"(\w+)\s*= module\.(\w+)$", block, re.MULTILINE))


def test_the_page_shows_the_flow_of_the_stack(plan, functions):
    drawn = flowchart(plan, functions)
    if "WRITE_DOCS" in os.environ:
        PAGE.write_text(PICTURE.sub(lambda _: f"```mermaid\n{drawn}```", PAGE.read_text()))
    assert PICTURE.findall(PAGE.read_text()) == [drawn], "draw it anew: WRITE_DOCS=1"


def test_every_action_of_the_pipeline_is_drawn_in_its_stage(plan, functions):
    drawn = flowchart(plan, functions)
    for stage in plan.one("aws_codepipeline")["stage"]:
        (inside,) = re.findall(rf"subgraph {stage['name']}\[.*?\]\n(.*?)^ +end$", drawn, re.MULTILINE | re.DOTALL)
        assert re.findall(r"^ +(\w+)\[", inside, re.MULTILINE) == [
            f"{stage['name']}_{action['name']}" for action in stage["action"]
        ]
