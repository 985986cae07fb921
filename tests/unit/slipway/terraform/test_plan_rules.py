import pytest

from slipway.terraform.plan_rules import violations

STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"
KINESIS = "arn:aws:kinesis:eu-central-1:123456789012:stream/s"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:q"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:f"


def change(kind, actions, before, mode="managed"):
    return {"address": f"{kind}.this", "type": kind, "mode": mode, "change": {"actions": actions, "before": before}}


def found(*changes):
    return [line.split()[0] for line in violations({"resource_changes": changes})]


PROTECTED = {
    "aws_dynamodb_table": {"deletion_protection_enabled": True},
    "aws_s3_bucket": {"force_destroy": False},
    "aws_kms_key": {},
    "aws_rds_cluster": {"deletion_protection": True},
    "aws_db_instance": {"deletion_protection": True},
    "aws_ecr_repository": {"force_delete": None},
    "aws_cognito_user_pool": {"deletion_protection": "ACTIVE"},
}
UNPROTECTED = {
    "aws_dynamodb_table": {"deletion_protection_enabled": False},
    "aws_s3_bucket": {"force_destroy": True},
    "aws_rds_cluster": {"deletion_protection": False},
    "aws_cognito_user_pool": {"deletion_protection": "INACTIVE"},
    "aws_sqs_queue": {},
    "aws_s3_object": {},
}


@pytest.mark.parametrize("actions", [["delete"], ["delete", "create"], ["create", "delete"]])
@pytest.mark.parametrize("kind", PROTECTED)
def test_what_holds_data_is_neither_deleted_nor_replaced(kind, actions):
    assert found(change(kind, actions, PROTECTED[kind])) == [f"{kind}.this"]


@pytest.mark.parametrize("actions", [["update"], ["create"], ["no-op"], ["forget"], ["create", "forget"]])
@pytest.mark.parametrize("kind", PROTECTED)
def test_it_may_be_created_changed_and_forgotten(kind, actions):
    assert found(change(kind, actions, PROTECTED[kind])) == []


@pytest.mark.parametrize("kind", UNPROTECTED)
def test_what_is_not_protected_may_be_deleted(kind):
    assert found(change(kind, ["delete"], UNPROTECTED[kind])) == []


def test_a_data_source_that_is_no_longer_read_loses_nothing():
    assert found(change("aws_dynamodb_table", ["delete"], {"deletion_protection_enabled": True}, "data")) == []


def mappings(*pairs):
    """A plan of mappings, each in its own module, with these ARNs of source and function."""
    children = [
        {
            "resources": [
                {
                    "address": f"module.m{number}.aws_lambda_event_source_mapping.this",
                    "type": "aws_lambda_event_source_mapping",
                    "values": {"event_source_arn": source, "function_name": function},
                }
            ]
        }
        for number, (source, function) in enumerate(pairs)
    ]
    return {"planned_values": {"root_module": {"child_modules": children}}}


@pytest.mark.parametrize("source", [STREAM, KINESIS])
@pytest.mark.parametrize(
    "functions", [(FUNCTION, FUNCTION), (f"{FUNCTION}:live", f"{FUNCTION}:test"), (FUNCTION, f"{FUNCTION}:live")]
)
def test_a_second_mapping_of_a_function_on_a_stream_is_found(source, functions):
    (line,) = violations(mappings(*((source, function) for function in functions)))
    assert "module.m0.aws_lambda_event_source_mapping.this and module.m1." in line


@pytest.mark.parametrize(
    "pairs",
    [
        [(STREAM, FUNCTION), (STREAM, f"{FUNCTION}2")],
        [(STREAM, FUNCTION), (KINESIS, FUNCTION)],
        [(QUEUE, FUNCTION), (QUEUE, FUNCTION)],  # each message goes to one of both
        [(None, FUNCTION), (None, FUNCTION)],
    ],
)
def test_other_mappings_are_none_of_its_business(pairs):
    assert list(violations(mappings(*pairs))) == []


def new_mappings(*calls):
    """A plan of new module calls, each with what ``dynamodb`` and ``function`` refer to."""
    expressions = {
        "event_source_arn": {"references": ["var.sqs", "var.dynamodb.stream_arn", "var.dynamodb"]},
        "function_name": {"references": ["var.function.function.alias_arn", "var.function"]},
    }
    resource = {"address": "aws_lambda_event_source_mapping.this", "type": "aws_lambda_event_source_mapping"}
    return {
        "resource_changes": [
            {**resource, "address": f"module.m{number}.{resource['address']}", "change": {"actions": ["create"]}}
            for number in range(len(calls))
        ],
        "configuration": {
            "root_module": {
                "module_calls": {
                    f"m{number}": {
                        "expressions": {"dynamodb": {"references": source}, "function": {"references": function}},
                        "module": {"resources": [{**resource, "expressions": expressions}]},
                    }
                    for number, (source, function) in enumerate(calls)
                }
            }
        },
    }


TABLE = ["aws_dynamodb_table.t.stream_arn", "aws_dynamodb_table.t", "module.dlq.arn", "module.dlq"]
OTHER_QUEUE = ["aws_dynamodb_table.t.stream_arn", "aws_dynamodb_table.t", "aws_sqs_queue.other.arn"]
OTHER_TABLE = ["aws_dynamodb_table.other.stream_arn", "aws_dynamodb_table.other"]


@pytest.mark.parametrize("second", [TABLE, OTHER_QUEUE])
def test_it_is_found_before_the_stream_and_the_function_exist(second):
    (line,) = violations(new_mappings((TABLE, ["module.f"]), (second, ["module.f"])))
    assert line.startswith("module.m0.aws_lambda_event_source_mapping.this and module.m1.")


@pytest.mark.parametrize("second", [(OTHER_TABLE, ["module.f"]), (TABLE, ["module.g"]), (["each.value"], ["module.f"])])
def test_another_stream_or_function_that_does_not_exist_yet_is_another_mapping(second):
    assert list(violations(new_mappings((TABLE, ["module.f"]), second))) == []


def test_a_resource_without_planned_values_is_accepted():
    resource = {"address": "terraform_data.a", "type": "terraform_data"}
    assert list(violations({"planned_values": {"root_module": {"resources": [resource]}}})) == []
