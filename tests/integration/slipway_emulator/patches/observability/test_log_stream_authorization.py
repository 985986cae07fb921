"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html"""

import pytest
from botocore.exceptions import ClientError


def streams_of(target, group):
    resource = f"arn:aws:logs:{target.region}:{target.access_key_id}:log-group:{group}:*"
    actions = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:GetLogEvents"]
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def write(logs, group):
    logs.create_log_stream(logGroupName=group, logStreamName="stream")
    event = {"timestamp": 1, "message": "message"}
    logs.put_log_events(logGroupName=group, logStreamName="stream", logEvents=[event])
    return logs.get_log_events(logGroupName=group, logStreamName="stream")


def test_a_grant_on_the_streams_of_a_group_allows_writing_to_them(aws, target, assume, unique_name):
    aws("logs").create_log_group(logGroupName=unique_name)
    _, session = assume(aws, target, streams_of(target, unique_name))

    assert write(session("logs"), unique_name)


def test_it_does_not_include_the_streams_of_another_group(aws, target, assume, unique_name):
    aws("logs").create_log_group(logGroupName=f"{unique_name}-other")
    _, session = assume(aws, target, streams_of(target, unique_name))

    with pytest.raises(ClientError, match=r"not authorized to perform: logs:CreateLogStream"):
        write(session("logs"), f"{unique_name}-other")


@pytest.mark.upstream
def test_unpatched_ministack_ignores_a_grant_on_streams(unpatched_aws, unpatched_target, assume, unique_name):
    unpatched_aws("logs").create_log_group(logGroupName=unique_name)
    _, session = assume(unpatched_aws, unpatched_target, streams_of(unpatched_target, unique_name))

    with pytest.raises(ClientError, match=r"not authorized to perform: logs:CreateLogStream"):
        write(session("logs"), unique_name)
