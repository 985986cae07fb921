"""Assertions on a plan, and their messages."""

import pytest

from slipway.harness.plan import Plan


def resource(address, values, mode="managed"):
    return {"address": address, "type": address.split(".")[-2], "mode": mode, "values": values}


def change(address, *actions, **more):
    return {"address": address, "change": {"actions": list(actions), "before": {}, "after": {}, **more}}


PLAN = Plan(
    {
        "planned_values": {
            "outputs": {"url": {"value": "https://example.com"}},
            "root_module": {
                "resources": [
                    resource("aws_iam_role.this", {"name": "a"}),
                    resource("data.aws_region.here", {"name": "eu-central-1"}, mode="data"),
                ],
                "child_modules": [
                    {
                        "address": "module.a",
                        "resources": [resource("module.a.aws_lambda_function.this", {"memory_size": 128})],
                        "child_modules": [
                            {
                                "address": "module.a.module.b",
                                "resources": [
                                    resource("module.a.module.b.aws_lambda_function.x", {"memory_size": 256}),
                                    resource("module.a.module.b.aws_lambda_function.y", {"memory_size": None}),
                                ],
                            }
                        ],
                    }
                ],
            },
        },
        "resource_changes": [
            change("aws_iam_role.this", "no-op", after_unknown={"arn": True}),
            change("data.aws_region.here", "read"),
            change("module.a.aws_lambda_function.this", "delete", "create", after={"memory_size": 128}),
        ],
        "output_changes": {"url": {"actions": ["create"], "before": None, "after": "https://example.com"}},
    }
)


def test_one_is_found_in_any_module_with_its_address_and_attributes():
    found = PLAN.one("aws_lambda_function", memory_size=256)

    assert found.address == "module.a.module.b.aws_lambda_function.x"
    assert found["memory_size"] == 256


def test_all_are_found_also_by_a_null_attribute():
    assert len(PLAN.all("aws_lambda_function")) == 3
    assert [item.address[-1] for item in PLAN.all("aws_lambda_function", memory_size=None)] == ["y"]
    assert PLAN.all("aws_lambda_function", unknown_attribute=None) == []
    assert PLAN.all("aws_region") == []


def test_resource_of_which_nothing_is_known_yet_is_found_without_attributes():
    unknown = {"address": "aws_api_gateway_account.this", "type": "aws_api_gateway_account", "mode": "managed"}
    plan = Plan({"planned_values": {"root_module": {"resources": [unknown]}}})

    assert plan.one("aws_api_gateway_account") == {}
    assert plan.all("aws_api_gateway_account", id="x") == []


def test_none_of_that_kind_lists_the_candidates_with_the_attributes_in_question():
    with pytest.raises(AssertionError) as caught:
        PLAN.one("aws_lambda_function", memory_size=512)

    assert str(caught.value).splitlines() == [
        "no aws_lambda_function with memory_size=512 is planned, but:",
        "  module.a.aws_lambda_function.this  memory_size=128",
        "  module.a.module.b.aws_lambda_function.x  memory_size=256",
        "  module.a.module.b.aws_lambda_function.y  memory_size=None",
    ]


def test_attribute_that_only_the_apply_will_tell_is_said_to_be_so():
    with pytest.raises(AssertionError, match=r"aws_iam_role.this  arn='\(known after apply\)'"):
        PLAN.one("aws_iam_role", arn="arn:aws:iam::123456789012:role/a")


def test_misspelt_attribute_is_said_to_be_none():
    with pytest.raises(AssertionError, match=r"aws_iam_role.this  nmae='\(no such attribute\)'"):
        PLAN.one("aws_iam_role", nmae="a")


def test_more_than_one_lists_them():
    with pytest.raises(AssertionError, match="3 aws_lambda_function are planned:"):
        PLAN.one("aws_lambda_function")


def test_type_that_is_not_there_lists_those_that_are():
    with pytest.raises(AssertionError) as caught:
        PLAN.one("aws_sqs_queue", name="q")
    assert str(caught.value) == (
        "no aws_sqs_queue with name='q' is planned; planned are: aws_iam_role (1), aws_lambda_function (3)"
    )
    with pytest.raises(AssertionError, match="no aws_sqs_queue is planned; planned are: no resources at all"):
        Plan({}).one("aws_sqs_queue")


def test_counts_are_of_all_modules_without_data_sources_and_0_for_the_rest():
    assert PLAN.counts() == {"aws_iam_role": 1, "aws_lambda_function": 3}
    assert PLAN.counts()["aws_sqs_queue"] == 0


def test_changes_are_the_actions_of_resources_that_do_not_stay_as_they_are():
    assert PLAN.changes == {"module.a.aws_lambda_function.this": ["delete", "create"]}


def test_differences_are_those_of_resources_and_outputs():
    assert PLAN.differences() == [
        "module.a.aws_lambda_function.this (delete and create): memory_size: null -> 128",
        "output.url (create)",
    ]


def test_the_rest_is_tftests():
    assert PLAN.outputs["url"] == "https://example.com"
    assert list(PLAN.modules) == ["module.a"]
