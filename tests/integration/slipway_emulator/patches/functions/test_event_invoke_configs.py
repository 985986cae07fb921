"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    pass\n"


def names(function_arn):
    name, alias = function_arn.split(":")[-2:]
    return {"FunctionName": name, "Qualifier": alias}


def put(aws, function, **settings):
    """Put the settings and return them as they are read, without the function and the time."""
    selected = names(function(aws, SOURCE))
    put_ = aws("lambda").put_function_event_invoke_config(**selected, **settings)
    read = aws("lambda").get_function_event_invoke_config(**selected)
    assert set(put_) == set(read)
    return {name: read[name] for name in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds") if name in read}


@pytest.mark.parametrize(
    "settings",
    [
        {"MaximumRetryAttempts": 0},
        {"MaximumEventAgeInSeconds": 60},
        {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 60},
    ],
    ids=str,
)
def test_only_the_settings_that_were_given_are_returned(aws, function, settings):
    assert put(aws, function, **settings) == settings


def test_a_second_put_replaces_all_settings_and_an_update_some(aws, function):
    selected, client = names(function(aws, SOURCE)), aws("lambda")
    client.put_function_event_invoke_config(**selected, MaximumEventAgeInSeconds=60)
    client.put_function_event_invoke_config(**selected, MaximumRetryAttempts=1)
    assert "MaximumEventAgeInSeconds" not in client.get_function_event_invoke_config(**selected)
    updated = client.update_function_event_invoke_config(**selected, MaximumEventAgeInSeconds=120)
    assert (updated["MaximumRetryAttempts"], updated["MaximumEventAgeInSeconds"]) == (1, 120)


def test_without_a_configuration_there_is_nothing_to_update(aws, function):
    with pytest.raises(aws("lambda").exceptions.ResourceNotFoundException, match="EventInvokeConfig"):
        aws("lambda").update_function_event_invoke_config(**names(function(aws, SOURCE)), MaximumRetryAttempts=1)


def message(call, code, **parameters):
    """Return the message of an error, whose code is checked."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    assert error.value.response["Error"]["Code"] == code
    return error.value.response["Error"]["Message"]


def test_a_function_has_one_configuration_with_and_without_latest_and_pages_of_them(aws, function):
    arn = function(aws, SOURCE)
    client, selected = aws("lambda"), names(arn)
    name, unqualified = selected["FunctionName"], arn.rpartition(":")[0]
    put = client.put_function_event_invoke_config(FunctionName=name, DestinationConfig={})
    assert put["DestinationConfig"] == {"OnSuccess": {}, "OnFailure": {}}
    assert put["FunctionArn"] == f"{unqualified}:$LATEST"
    client.put_function_event_invoke_config(FunctionName=name, Qualifier="$LATEST", MaximumRetryAttempts=1)
    assert client.get_function_event_invoke_config(FunctionName=name)["MaximumRetryAttempts"] == 1
    client.put_function_event_invoke_config(**selected, MaximumRetryAttempts=2)
    pages = client.get_paginator("list_function_event_invoke_configs").paginate(
        FunctionName=name, PaginationConfig={"PageSize": 1}
    )
    found = [[each["MaximumRetryAttempts"] for each in page["FunctionEventInvokeConfigs"]] for page in pages]
    assert found == [[1], [2]]
    client.delete_function_event_invoke_config(FunctionName=name, Qualifier="$LATEST")
    missing = message(client.delete_function_event_invoke_config, "ResourceNotFoundException", FunctionName=name)
    assert missing == f"The function {unqualified}:$LATEST doesn't have an EventInvokeConfig"


def test_settings_and_destinations_that_lambda_refuses(aws, function):
    arn = function(aws, SOURCE).rpartition(":")[0]
    client, name = aws("lambda"), arn.split(":")[-1]
    put, invalid = client.put_function_event_invoke_config, "InvalidParameterValueException"
    expected = "You must specify at least one of error handling or destination setting."
    assert message(put, invalid, FunctionName="nowhere") == expected
    for call in (client.put_function_event_invoke_config, client.update_function_event_invoke_config):
        found = message(call, "ResourceNotFoundException", FunctionName="nowhere", MaximumRetryAttempts=1)
        assert found == "The function doesn't exist."
    iam = arn.replace(":lambda:", ":iam:")
    shown = f"DestinationConfig(onSuccess=OnSuccess(destination={iam}), onFailure=null)"
    for destination, expected in (
        (arn, "You can't specify the function as a destination for itself."),
        (f"{arn}-2", f"The destination ARN {arn}-2 is invalid."),
        (iam, f"The provided destination config {shown} is invalid."),
    ):
        destinations = {"OnSuccess": {"Destination": destination}}
        assert message(put, invalid, FunctionName=name, DestinationConfig=destinations) == expected


@pytest.mark.upstream
def test_unpatched_ministack_fills_in_an_age(unpatched_aws, function):
    assert "MaximumEventAgeInSeconds" in put(unpatched_aws, function, MaximumRetryAttempts=1)
