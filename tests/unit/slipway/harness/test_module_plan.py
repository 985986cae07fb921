"""The part of a plan that belongs to one module call."""

import json

import pytest

from slipway.harness.module_plan import module_plan
from slipway.harness.plan import Plan


def resource(address):
    return {"address": address, "type": address.split(".")[-2], "mode": "managed", "values": {"input": address}}


def plan(**change):
    """A plan of the calls ``a`` and ``ab``, with a change of the output that holds those of ``a``."""
    before = {"actions": ["create"], "before": None, "after": {}, "after_unknown": {}}
    addresses = ["terraform_data.root", "module.a.terraform_data.x[0]", "module.a.module.b.terraform_data.y"]
    return Plan(
        {
            "planned_values": {
                "root_module": {
                    "resources": [resource("terraform_data.root")],
                    "child_modules": [
                        {
                            "address": "module.a",
                            "resources": [resource("module.a.terraform_data.x[0]")],
                            "child_modules": [
                                {
                                    "address": "module.a.module.b",
                                    "resources": [resource("module.a.module.b.terraform_data.y")],
                                }
                            ],
                        },
                        {"address": "module.ab", "resources": [resource("module.ab.terraform_data.z")]},
                    ],
                }
            },
            "resource_changes": [
                {
                    "address": address,
                    "module_address": address.rpartition(".terraform_data")[0],
                    "previous_address": f"{address}0",
                    "change": {"actions": ["create"]},
                }
                for address in [*addresses, "module.ab.terraform_data.z"]
            ],
            "output_changes": {"a": {**before, **change}},
            "configuration": {
                "root_module": {
                    "module_calls": {
                        "a": {
                            "module": {
                                "outputs": {"one": {}, "two": {"sensitive": True}},
                                "variables": {"size": {"default": 1}, "name": {}},
                            }
                        },
                        "ab": {"module": {}},
                    }
                }
            },
            "relevant_attributes": ["of all calls"],
        }
    )


def test_addresses_begin_in_the_module():
    part = plan().of_module("a")

    assert list(part.resource_changes) == ["terraform_data.x[0]", "module.b.terraform_data.y"]
    assert [change.get("module_address") for change in part.resource_changes.values()] == [None, "module.b"]
    assert part.resource_changes["terraform_data.x[0]"]["previous_address"] == "terraform_data.x[0]0"
    assert [found.address for found in part.all("terraform_data")] == [
        "terraform_data.x[0]",
        "module.b.terraform_data.y",
    ]
    assert list(part.modules) == ["module.b"]
    assert "relevant_attributes" not in part


def test_call_whose_name_begins_with_that_of_another_is_apart():
    assert plan().of_module("ab").counts() == {"terraform_data": 1}


def test_variables_are_those_of_the_call_and_the_defaults():
    assert plan().of_module("a", {"name": "n"}).variables == {"size": 1, "name": "n"}


@pytest.mark.parametrize(
    ("change", "actions"),
    [
        ({"after": {"one": 1}}, ["create"]),
        ({"after": {"one": None}}, ["no-op"]),
        ({"after": {}, "after_unknown": {"one": True}}, ["create"]),
        ({"actions": ["update"], "before": {"one": 1}, "after": {"one": 1}}, ["no-op"]),
        ({"actions": ["update"], "before": {"one": 1}, "after": {"one": 2}}, ["update"]),
        ({"actions": ["update"], "before": {"one": 1}, "after": {"one": None}}, ["delete"]),
        ({"actions": ["update"], "before": {"one": [1]}, "after": {}, "after_unknown": {"one": True}}, ["update"]),
        (
            {
                "actions": ["update"],
                "before": {"one": [1]},
                "after": {"one": [None]},
                "after_unknown": {"one": [True]},
            },
            ["update"],
        ),
    ],
)
def test_output_changes_as_that_of_a_root_configuration(change, actions):
    assert plan(**change).of_module("a")["output_changes"]["one"]["actions"] == actions


def test_output_that_is_partly_known_has_no_planned_value_but_a_change_with_what_is_known():
    part = plan(after={"one": {"a": 1}}, after_unknown={"one": {"b": True}}).of_module("a")

    assert part.outputs["one"] is None
    assert part["output_changes"]["one"]["after"] == {"a": 1}
    assert part["planned_values"]["outputs"]["one"] == {"sensitive": False}


def test_output_is_sensitive_if_the_module_says_so():
    part = plan(after={"one": 1, "two": 2}, after_sensitive=True).of_module("a")

    assert part.outputs.sensitive == ("two",)
    assert part.outputs["two"] == 2


def test_outputs_that_the_root_does_not_pass_on_are_missing():
    assert plan().of_module("ab").outputs == {}


def test_part_of_one_instance_of_a_call():
    text = json.dumps(dict(plan(after={"one": 1}, after_unknown={"two": True})))
    whole = json.loads(text.replace("module.a.", 'module.a[\\"x\\"].').replace('"module.a"', '"module.a[\\"x\\"]"'))
    change = whole["output_changes"]["a"]
    change |= {part: {"x": change[part], "y": None} for part in ("after", "after_unknown")}

    part = module_plan(whole, "a", {}, key="x")

    without_key = json.loads(json.dumps(part).replace('module.a[\\"x\\"].', "module.a."))  # in the values
    assert without_key == module_plan(json.loads(text), "a", {})
    assert module_plan(whole, "a", {}, key="z")["resource_changes"] == []
