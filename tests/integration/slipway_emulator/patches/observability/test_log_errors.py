"""Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_groups.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_subscription_filters.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError


def message(operation, **parameters):
    with pytest.raises(ClientError) as refused:
        operation(**parameters)
    return refused.value.response["Error"]["Message"]


def test_the_messages_do_not_name_what_is_missing_or_exists(aws, unique_name):
    logs, group = aws("logs"), {"logGroupName": unique_name}
    no_group, no_filter = (f"The specified {kind} does not exist." for kind in ("log group", "subscription filter"))
    for operation, parameters in (
        (logs.describe_log_streams, group),
        (logs.delete_log_group, group),
        (logs.describe_subscription_filters, group),
    ):
        assert message(operation, **parameters) == no_group
    logs.create_log_group(**group)
    assert message(logs.create_log_group, **group) == "The specified log group already exists"
    logs.create_log_stream(**group, logStreamName="a")
    exists = "The specified log stream already exists"
    assert message(logs.create_log_stream, **group, logStreamName="a") == exists
    assert message(logs.delete_subscription_filter, **group, filterName="a") == no_filter


@pytest.mark.upstream
def test_unpatched_ministack_names_it(unpatched_aws, unique_name):
    assert unique_name in message(unpatched_aws("logs").delete_log_group, logGroupName=unique_name)
