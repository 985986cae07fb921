import io
import zipfile

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    return None\n"


def _allow(*actions, resource="*", **rest):
    return {"Effect": "Allow", "Action": [f"lambda:{action}" for action in actions], "Resource": resource, **rest}


@pytest.fixture
def name(aws, function):
    return function(aws, SOURCE).split(":")[6]


@pytest.mark.parametrize(
    ("operation", "arguments", "action"),
    [
        ("get_alias", {"Name": "live"}, "GetAlias"),
        ("update_alias", {"Name": "live", "Description": "other"}, "UpdateAlias"),
        ("list_aliases", {}, "ListAliases"),
        ("delete_alias", {"Name": "live"}, "DeleteAlias"),
        ("invoke", {}, "InvokeFunction"),
        ("get_function", {"Qualifier": "live"}, "GetFunction"),
        ("put_function_concurrency", {"ReservedConcurrentExecutions": 1}, "PutFunctionConcurrency"),
        ("delete_function_concurrency", {}, "DeleteFunctionConcurrency"),
        ("put_function_event_invoke_config", {"MaximumRetryAttempts": 0}, "PutFunctionEventInvokeConfig"),
    ],
)
def test_an_operation_needs_the_action_of_the_same_name(aws, target, assume, name, operation, arguments, action):
    _, client = assume(aws, target, _allow(action))
    getattr(client("lambda"), operation)(FunctionName=name, **arguments)

    everything_else = {"Effect": "Deny", "Action": f"lambda:{action}", "Resource": "*"}
    _, client = assume(aws, target, _allow("*"), everything_else)
    with pytest.raises(ClientError, match=f"lambda:{action}"):
        getattr(client("lambda"), operation)(FunctionName=name, **arguments)


def test_creating_a_function_needs_the_permission_on_its_arn(aws, target, assume, function, role):
    pass_role = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    makes = _allow("CreateFunction", "CreateAlias", resource="arn:aws:lambda:*:*:function:dev-*")
    _, client = assume(aws, target, makes, pass_role)
    with pytest.raises(ClientError, match="lambda:CreateFunction"):
        function(client, SOURCE, role_arn=role(aws))

    makes = _allow("CreateFunction", "CreateAlias", resource="arn:aws:lambda:*:*:function:*")
    function(assume(aws, target, makes, pass_role)[1], SOURCE, role_arn=role(aws))


def test_a_grant_can_be_for_versions_only(aws, target, assume, name):
    versions = f"arn:aws:lambda:{target.region}:{target.access_key_id}:function:{name}:*"
    client = assume(aws, target, _allow("GetFunction", "DeleteFunction", resource=versions))[1]("lambda")
    client.get_function(FunctionName=name, Qualifier="live")
    client.get_function(FunctionName=f"{name}:1")
    with pytest.raises(ClientError, match="lambda:DeleteFunction"):
        client.delete_function(FunctionName=name)
    aws("lambda").delete_alias(FunctionName=name, Name="live")
    client.delete_function(FunctionName=name, Qualifier="1")


def test_a_mapping_is_created_updated_and_deleted_for_granted_functions_only(
    aws, target, assume, function, queue, role
):
    polls = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    mine, other = function(aws, SOURCE, polls), function(aws, SOURCE, polls)
    source = queue(aws).arn
    on_mine = {"ArnLike": {"lambda:FunctionArn": f"{mine.removesuffix(':live')}:*"}}
    actions = ("CreateEventSourceMapping", "UpdateEventSourceMapping", "DeleteEventSourceMapping")
    client = assume(aws, target, _allow(*actions, Condition=on_mine))[1]("lambda")

    mapping = client.create_event_source_mapping(FunctionName=mine, EventSourceArn=source)["UUID"]
    client.update_event_source_mapping(UUID=mapping, BatchSize=5)
    client.delete_event_source_mapping(UUID=mapping)

    with pytest.raises(ClientError, match="lambda:CreateEventSourceMapping"):
        client.create_event_source_mapping(FunctionName=other, EventSourceArn=source)
    mapping = aws("lambda").create_event_source_mapping(FunctionName=other, EventSourceArn=source)["UUID"]
    with pytest.raises(ClientError, match="lambda:UpdateEventSourceMapping"):
        client.update_event_source_mapping(UUID=mapping, BatchSize=5)
    with pytest.raises(ClientError, match="lambda:DeleteEventSourceMapping"):
        client.delete_event_source_mapping(UUID=mapping)


def test_a_version_of_a_layer_has_its_own_arn(aws, target, assume, unique_name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("python/a.py", "")
    arn, _ = (
        aws("lambda").publish_layer_version(LayerName=unique_name, Content={"ZipFile": buffer.getvalue()})[
            "LayerVersionArn"
        ]
        for _ in range(2)
    )
    client = assume(aws, target, _allow("GetLayerVersion", resource=arn))[1]("lambda")
    assert client.get_layer_version(LayerName=unique_name, VersionNumber=1)["LayerVersionArn"] == arn
    with pytest.raises(ClientError, match="lambda:GetLayerVersion"):
        client.get_layer_version(LayerName=unique_name, VersionNumber=2)


@pytest.mark.upstream
def test_unpatched_ministack_updates_an_alias_with_the_permission_to_list_them(
    unpatched_aws, unpatched_target, assume, function
):
    name = function(unpatched_aws, SOURCE).split(":")[6]
    _, client = assume(unpatched_aws, unpatched_target, _allow("ListAliases"))
    client("lambda").update_alias(FunctionName=name, Name="live", Description="other")
