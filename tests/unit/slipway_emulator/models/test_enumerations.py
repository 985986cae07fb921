from slipway_emulator.models import enumerations


def test_recorded_values_have_their_order_and_others_are_the_last():
    """https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/apigateway"""
    values = ["add", "new", "remove", "replace"]
    assert enumerations.ordered("apigateway.Op", values) == ["add", "remove", "replace", "new"]


def test_other_values_keep_the_order_of_the_model():
    assert enumerations.ordered("sqs.Other", ["b", "a"]) == ["b", "a"]
