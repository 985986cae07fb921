"""docs/pipeline.md shows the flow of iac/frontend."""

import re

import generated
import pytest
from flow_picture import frontend
from repository import ROOT


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/frontend")


@pytest.fixture(scope="module")
def functions():
    """The modules that iac/frontend passes to the pipeline as its functions."""
    text = (ROOT / "iac" / "frontend" / "pipeline.tf").read_text()
    (block,) = re.findall(r"^  functions = \{\n(.*?)^  \}", text, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"(\w+)\s*= module\.(\w+)$", block, re.MULTILINE))


def test_the_page_shows_the_flow_of_the_stack(plan, functions):
    generated.check("docs/pipeline.md", "flow", f"```mermaid\n{frontend(plan, functions)}```\n")


def test_every_action_of_the_pipeline_is_in_its_stage(plan, functions):
    drawn = frontend(plan, functions)
    for stage in plan.one("aws_codepipeline")["stage"]:
        (inside,) = re.findall(rf"subgraph {stage['name']}\[.*?\]\n(.*?)^ +end$", drawn, re.MULTILINE | re.DOTALL)
        assert re.findall(r"^ +(\w+)\[", inside, re.MULTILINE) == [
            f"{stage['name']}_{action['name']}" for action in stage["action"]
        ]
