import pytest

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
        {},
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


@pytest.mark.upstream
def test_unpatched_ministack_fills_in_an_age(unpatched_aws, function):
    assert "MaximumEventAgeInSeconds" in put(unpatched_aws, function, MaximumRetryAttempts=1)
