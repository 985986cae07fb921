import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    return None\n"
SERVICES = ["lambda:*", "apigateway:*", "codebuild:*", "codepipeline:*", "events:*", "scheduler:*"]
MAKE = {"Effect": "Allow", "Action": SERVICES, "Resource": "*"}


def _pass(role_arn, service="lambda"):
    condition = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    return {"Effect": "Allow", "Action": "iam:PassRole", "Resource": role_arn, "Condition": condition}


def test_a_role_that_may_be_passed_is_accepted(aws, target, assume, function, role):
    role_arn = role(aws)
    _, client = assume(aws, target, MAKE, _pass(role_arn))
    name = function(client, SOURCE, role_arn=role_arn).split(":")[6]
    client("lambda").update_function_configuration(FunctionName=name, Role=role_arn, Description="another")


def test_a_function_can_t_be_created_with_another_role(aws, target, assume, function, role):
    role_arn, other = role(aws), role(aws)
    session, client = assume(aws, target, MAKE, _pass(role_arn))
    with pytest.raises(ClientError, match=f"not authorized to perform: iam:PassRole on resource: {other}") as refused:
        function(client, SOURCE, role_arn=other)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert session.rpartition("/")[2] in str(refused.value)


def test_a_function_can_t_be_updated_with_another_role(aws, target, assume, function, role):
    name = function(aws, SOURCE).split(":")[6]
    _, client = assume(aws, target, MAKE)
    with pytest.raises(ClientError, match="iam:PassRole"):
        client("lambda").update_function_configuration(FunctionName=name, Role=role(aws))
    client("lambda").update_function_configuration(FunctionName=name, Description="another")


def test_a_role_for_one_service_can_t_be_passed_to_another(aws, target, assume, function, role):
    role_arn = role(aws)
    _, client = assume(aws, target, MAKE, _pass(role_arn, service="apigateway"))
    with pytest.raises(ClientError, match="iam:PassRole"):
        function(client, SOURCE, role_arn=role_arn)


def test_the_role_of_api_gateway_for_logs_must_be_allowed_too(aws, target, assume, role):
    role_arn, other = role(aws, service="apigateway"), role(aws, service="apigateway")
    _, client = assume(aws, target, MAKE, _pass(role_arn, service="apigateway"))

    def log_with(arn):
        operations = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}]
        client("apigateway").update_account(patchOperations=operations)

    log_with(role_arn)
    with pytest.raises(ClientError, match="iam:PassRole"):
        log_with(other)


def test_the_role_of_a_build_project_must_be_allowed_too(aws, target, assume, role, unique_name):
    role_arn, other = role(aws, service="codebuild"), role(aws, service="codebuild")
    codebuild = assume(aws, target, MAKE, _pass(role_arn, service="codebuild"))[1]("codebuild")
    codebuild.create_project(
        name=unique_name,
        source={"type": "NO_SOURCE", "buildspec": "version: 0.2"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole=role_arn,
    )
    codebuild.update_project(name=unique_name, description="another")
    with pytest.raises(ClientError, match="iam:PassRole"):
        codebuild.update_project(name=unique_name, serviceRole=other)


def test_the_role_of_a_rule_s_target_must_be_allowed_too(aws, target, assume, role, unique_name):
    role_arn, other = role(aws, service="events"), role(aws, service="events")
    events = assume(aws, target, MAKE, _pass(role_arn, service="events"))[1]("events")
    events.put_rule(Name=unique_name, EventPattern='{"source": ["test"]}')
    pipeline = {"Id": "a", "Arn": f"arn:aws:codepipeline:{target.region}:{target.access_key_id}:pipeline"}
    events.put_targets(Rule=unique_name, Targets=[pipeline | {"RoleArn": role_arn}])
    with pytest.raises(ClientError, match="iam:PassRole"):
        events.put_targets(Rule=unique_name, Targets=[pipeline | {"RoleArn": role_arn}, pipeline | {"RoleArn": other}])


def test_the_role_of_a_schedule_must_be_allowed_too(aws, target, assume, role, unique_name):
    role_arn, other = role(aws, service="scheduler"), role(aws, service="scheduler")
    scheduler = assume(aws, target, MAKE, _pass(role_arn, service="scheduler"))[1]("scheduler")
    queue = f"arn:aws:sqs:{target.region}:{target.access_key_id}:queue"
    schedule = {"Name": unique_name, "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"}}
    scheduler.create_schedule(**schedule, Target={"Arn": queue, "RoleArn": role_arn})
    with pytest.raises(ClientError, match="iam:PassRole"):
        scheduler.update_schedule(**schedule, Target={"Arn": queue, "RoleArn": other})


def _pipeline(name, role_arn, connection, bucket):
    def action(category, provider, **more):
        kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
        return {"name": provider, "actionTypeId": kind, **more}

    repository = {"ConnectionArn": connection, "FullRepositoryId": "example/slipway", "BranchName": "main"}
    source = action(
        "Source", "CodeStarSourceConnection", configuration=repository, outputArtifacts=[{"name": "repository"}]
    )
    stages = [{"name": "Source", "actions": [source]}, {"name": "Approve", "actions": [action("Approval", "Manual")]}]
    store = {"type": "S3", "location": bucket}
    return {"name": name, "roleArn": role_arn, "artifactStore": store, "pipelineType": "V2", "stages": stages}


def test_the_connection_and_the_role_of_a_pipeline_must_be_allowed(aws, target, assume, role, unique_name):
    role_arn = role(aws, service="codepipeline")
    connections = [
        aws("codestar-connections").create_connection(ConnectionName=name, ProviderType="GitHub")["ConnectionArn"]
        for name in (unique_name, f"{unique_name}-2")
    ]
    connection = {
        "Effect": "Allow",
        "Action": "codestar-connections:PassConnection",
        "Resource": connections[0],
        "Condition": {"StringEquals": {"codestar-connections:PassedToService": "codepipeline.amazonaws.com"}},
    }
    with_role = _pass(role_arn, service="codepipeline")
    aws("s3").create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    declared = [
        _pipeline(f"{unique_name}-{number}", role_arn, arn, unique_name) for number, arn in enumerate(connections)
    ]

    codepipeline = assume(aws, target, MAKE, with_role, connection)[1]("codepipeline")
    codepipeline.create_pipeline(pipeline=declared[0])
    with pytest.raises(ClientError, match=f"codestar-connections:PassConnection on resource: {connections[1]}"):
        codepipeline.create_pipeline(pipeline=declared[1])
    with pytest.raises(ClientError, match=f"codestar-connections:PassConnection on resource: {connections[1]}"):
        codepipeline.update_pipeline(pipeline=declared[1] | {"name": declared[0]["name"]})
    with pytest.raises(ClientError, match="iam:PassRole"):
        assume(aws, target, MAKE, connection)[1]("codepipeline").create_pipeline(pipeline=declared[0])


def test_a_denial_of_another_action_names_that_action(aws, target, assume, role):
    _, client = assume(aws, target, {"Effect": "Allow", "Action": "lambda:ListFunctions", "Resource": "*"})
    with pytest.raises(ClientError, match="lambda:GetFunction"):
        client("lambda").get_function(FunctionName="any")


@pytest.mark.parametrize(
    "pipeline",
    [{"stages": [{"actions": [{"configuration": {"ConnectionArn": {}}}]}]}, {"roleArn": 1}],
)
def test_an_invalid_pipeline_is_rejected_by_the_service(target, pipeline):
    client = target._session.client(
        "codepipeline", endpoint_url=target.endpoint_url, config=Config(parameter_validation=False)
    )
    with pytest.raises(ClientError) as refused:
        client.create_pipeline(pipeline=pipeline)
    assert refused.value.response["Error"]["Code"] == "SerializationException"


def test_an_invalid_arn_is_rejected_by_the_service(aws, target, assume, function):
    with pytest.raises(ClientError, match="at 'role' failed to satisfy constraint"):
        function(assume(aws, target, MAKE)[1], SOURCE, role_arn="a:b")


@pytest.mark.upstream
def test_unpatched_ministack_accepts_any_role_from_every_caller(
    unpatched_aws, unpatched_target, assume, function, role
):
    _, client = assume(unpatched_aws, unpatched_target, MAKE)
    function(client, SOURCE, role_arn=role(unpatched_aws))
