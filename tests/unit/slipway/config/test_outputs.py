"""The recorded outputs of stacks."""

from slipway.config.outputs import in_order
from slipway.config.project import Project
from slipway.config.stack import Stack


def test_outputs_have_the_order_of_the_project_file_whichever_stack_was_applied_last(tmp_path):
    stacks = (
        Stack(name="one", directory="iac/one", outputs={"b": "b", "a": "a"}),
        Stack(name="two", directory="iac/two", outputs={"c": "c"}),
    )
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=stacks)

    assert list(in_order(project, {"c": 3, "region": "x", "a": 1, "b": 2})) == ["region", "b", "a", "c"]
    assert list(in_order(project, {"c": 3, "region": "x"})) == ["region", "c"]
