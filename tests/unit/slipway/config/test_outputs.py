"""The recorded outputs of stacks."""

import pytest

from slipway.config.outputs import in_order, load_outputs, recorded_outputs
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError


def test_outputs_have_the_order_of_the_project_file_whichever_stack_was_applied_last(tmp_path):
    stacks = (
        Stack(name="one", directory="iac/one", outputs={"b": "b", "a": "a"}),
        Stack(name="two", directory="iac/two", outputs={"c": "c"}),
    )
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=stacks)

    assert list(in_order(project, {"c": 3, "region": "x", "a": 1, "b": 2})) == ["region", "b", "a", "c"]
    assert list(in_order(project, {"c": 3, "region": "x"})) == ["region", "c"]


def test_damaged_outputs_are_one_line_with_what_to_do(tmp_path):
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=())
    snapshot = tmp_path / "snapshot"
    for folder in (project.local_directory, snapshot):
        folder.mkdir(parents=True)
        (folder / "outputs.json").touch()

    with pytest.raises(SlipwayError, match=r"local/outputs\.json is damaged: run `make down`, then `make up`$"):
        load_outputs(project)
    with pytest.raises(SlipwayError, match=r"snapshot/outputs\.json is damaged: run `slipway up --clean`$"):
        recorded_outputs(project, snapshot)
