"""Which stacks `slipway pipeline up` applies, and which ones `down` removes."""

from pathlib import Path
from typing import Any

import pytest

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.launch import selection


def stack(name: str, *uses: str, pipeline: bool = False, **more: Any) -> Stack:
    """A stack with the output <name>_url, whose variables use the outputs of others."""
    return Stack(
        name=name,
        directory=f"iac/{name}",
        variables={"nested": [{"text": f"{{{each}_url}}/x"} for each in uses], "braces": "{{other_url}}"},
        outputs={f"{name}_url": "url"},
        pipeline=f"{name}_url" if pipeline else None,
        **more,
    )


def project(*stacks: Stack) -> Project:
    return Project(root=Path(), region="eu-central-1", account="123456789012", environment="dev", stacks=stacks)


TABLES, API, OTHER = stack("tables"), stack("api", "tables"), stack("other")
ROLES, DELIVERY = stack("roles", local_only=True), stack("delivery", "roles", pipeline=True, delivers=("api",))
SITE, BACK = stack("site", "api", pipeline=True), stack("back", "other", pipeline=True)


def names(stacks):
    return [each.name for each in stacks]


def test_a_stack_needs_those_whose_outputs_it_uses_directly_or_through_another():
    all_stacks = project(OTHER, TABLES, API, SITE, BACK)
    assert names(selection.needed(all_stacks, SITE)) == ["tables", "api", "site"]
    assert names(selection.needed(all_stacks, BACK)) == ["other", "back"]
    assert names(selection.needed(all_stacks, TABLES)) == ["tables"]


def test_what_another_stack_uses_is_not_removed():
    assert names(selection.removable(project(OTHER, TABLES, API, SITE, BACK), SITE)[0]) == ["tables", "api", "site"]
    shared = stack("reports", "api")
    removed, kept = selection.removable(project(TABLES, API, SITE, shared), SITE)
    assert names(removed) == ["site"]
    assert kept == {"api": "reports", "tables": "api"}


def test_the_only_stack_with_a_pipeline_is_the_default():
    assert selection.pipeline_stack(project(TABLES, SITE), None) == SITE
    assert selection.pipeline_stack(project(SITE, BACK), "back") == BACK


def test_a_pipeline_that_delivers_stacks_is_launched_by_name_with_what_only_it_needs():
    all_stacks = project(TABLES, API, SITE, ROLES, DELIVERY)
    assert selection.pipeline_stack(all_stacks, None) == SITE
    assert selection.pipeline_stack(project(TABLES, API, ROLES, DELIVERY), None) == DELIVERY
    assert names(selection.needed(all_stacks, DELIVERY)) == ["roles", "delivery"]
    assert names(selection.removable(all_stacks, DELIVERY)[0]) == ["delivery"]
    assert names(selection.delivered_stacks(all_stacks, [ROLES, DELIVERY])) == ["api"]


@pytest.mark.parametrize(
    ("stacks", "name", "message"),
    [
        ((SITE, BACK), None, "name a stack of slipway.toml that has a pipeline; there are: site, back"),
        ((TABLES,), None, "name a stack of slipway.toml that has a pipeline; there are: none"),
        ((TABLES, SITE), "tables", "slipway.toml has no stack tables with a pipeline; there are: site"),
        ((TABLES, SITE), "dev-site", "slipway.toml has no stack dev-site with a pipeline; there are: site"),
    ],
)
def test_another_stack_is_an_error_that_lists_those_with_a_pipeline(stacks, name, message):
    with pytest.raises(SlipwayError) as error:
        selection.pipeline_stack(project(*stacks), name)
    assert str(error.value) == message
