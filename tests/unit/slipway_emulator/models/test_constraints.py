"""The messages are those that AWS returned, as far as they don't list values in the order of a hash table.

https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services
"""

import pytest
from botocore.loaders import Loader

from slipway_emulator.models import constraints
from slipway_emulator.models.service_models import model

CONNECTION = {"Name": "a", "AuthorizationType": "API_KEY", "AuthParameters": {}}
RULE = r"[\.\-_A-Za-z0-9]+"
ARCHITECTURES = "Member must satisfy enum value set: [x86_64, arm64]"
PATTERN = f"Member must satisfy regular expression pattern: {RULE}"


def message(service, operation, values):
    shape = model(service).operation_model(operation).input_shape
    found = constraints.violations(service, shape, values) if shape else []
    return constraints.message(found) if found else None


@pytest.mark.parametrize(
    ("service", "operation", "values", "value", "constraint"),
    [
        (
            "sns",
            "CreatePlatformApplication",
            {"Name": "a", "Platform": "GCM"},
            "Value null at 'attributes'",
            "Member must not be null",
        ),
        (
            "kms",
            "GenerateRandom",
            {"NumberOfBytes": 0},
            "Value '0' at 'numberOfBytes'",
            "Member must have value greater than or equal to 1",
        ),
        (
            "kms",
            "GenerateRandom",
            {"NumberOfBytes": 1025},
            "Value '1025' at 'numberOfBytes'",
            "Member must have value less than or equal to 1024",
        ),
        ("events", "CreateConnection", {**CONNECTION, "Name": "a b"}, "Value 'a b' at 'name'", PATTERN),
        (
            "events",
            "PutTargets",
            {"Rule": "a", "Targets": [{"Id": "a", "Arn": "a"}, {"Id": "!", "Arn": "a"}]},
            "Value '!' at 'targets.2.member.id'",
            PATTERN,
        ),
        (
            "lambda",
            "CreateFunction",
            {"FunctionName": "a", "Role": "arn:aws:iam::123456789012:role/a", "Code": {}, "Architectures": ["X86_64"]},
            "Value '[X86_64]' at 'architectures'",
            f"Member must satisfy constraint: [{ARCHITECTURES}, Member must not be null]",
        ),
        (
            "apigateway",
            "UpdateRestApi",
            {"restApiId": "a", "patchOperations": [{"op": "add"}, {"op": "wrong"}]},
            "Value 'wrong' at 'updateRestApiInput.patchOperations.2.member.op'",
            "Member must satisfy enum value set: [add, remove, move, test, replace, copy]",
        ),
        (
            "iam",
            "UpdateServiceSpecificCredential",
            {"ServiceSpecificCredentialId": "a" * 20, "Status": "Off"},
            "Value at 'status'",
            "Member must satisfy enum value set",
        ),
    ],
)
def test_a_violation_has_aws_message(service, operation, values, value, constraint):
    expected = f"1 validation error detected: {value} failed to satisfy constraint: {constraint}"
    assert message(service, operation, values) == expected


def test_several_violations_are_counted_and_a_name_s_pattern_comes_before_its_length():
    name = "This should fail with two errors 123467890123412341234123412341234"
    found = message("events", "CreateConnection", {**CONNECTION, "Name": name, "AuthorizationType": "INVALID"})

    assert found.startswith(f"3 validation errors detected: Value '{name}' at 'name' failed to satisfy constraint: ")
    assert f"{RULE}; Value '{name}' at 'name'" in found
    assert "less than or equal to 64; Value 'INVALID' at 'authorizationType'" in found


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"a" * 129: "b"}, "Map keys must satisfy constraint: [Member must have length less than or equal to 128"),
        ({"a": "b" * 257}, "Map value must satisfy constraint: [Member must have length less than or equal to 256"),
    ],
)
def test_a_map_has_one_violation_for_all_its_keys_and_one_for_its_values(tags, words):
    assert words in message(
        "resource-groups", "Tag", {"Arn": "arn:aws:resource-groups:eu-west-1:123456789012:group/a", "Tags": tags}
    )


def test_a_secret_value_is_not_repeated():
    assert "S3CRET" not in message("secretsmanager", "CreateSecret", {"Name": "", "SecretString": "S3CRET" * 20000})


def test_an_item_that_is_null_is_refused():
    assert "Member must not be null" in message("ssm", "GetParameters", {"Names": ["a", None]})


# These examples break the models that they belong to.
WRONG_EXAMPLES = {
    ("kms", "CreateCustomKeyStore"),
    ("kms", "UpdateCustomKeyStore"),
    ("lambda", "UpdateEventSourceMapping"),
}


@pytest.mark.parametrize(
    "service", ["acm", "apigateway", "dynamodb", "ecr", "iam", "kms", "lambda", "sns", "ssm", "sts"]
)
def test_the_examples_of_aws_are_valid(service):
    examples = Loader().load_service_model(service, "examples-1")["examples"]
    refused = {
        (service, operation)
        for operation, inputs in examples.items()
        for example in inputs
        if message(service, operation, example.get("input", {}))
    }
    assert refused == {wrong for wrong in WRONG_EXAMPLES if wrong[0] == service}
