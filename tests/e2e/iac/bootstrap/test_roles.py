"""The roles at work: each does what its jobs are for, and is refused the rest."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from refusals import refused

ANYTHING = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})


def _trust(principal):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


LAMBDA = _trust({"Service": "lambda.amazonaws.com"})


def test_the_apply_role_creates_no_role_without_the_boundary(bootstrap, applier, unique_name):
    iam, role = (
        applier.client("iam"),
        {"RoleName": f"dev-{unique_name}", "Path": bootstrap.outputs["role_paths"]["dev"]},
    )
    refused(iam.create_role, **role, AssumeRolePolicyDocument=LAMBDA)
    for boundary in (
        bootstrap.outputs["permissions_boundary_arns"]["prod"],
        "arn:aws:iam::aws:policy/AdministratorAccess",
    ):
        refused(iam.create_role, **role, AssumeRolePolicyDocument=LAMBDA, PermissionsBoundary=boundary)


def test_a_role_that_the_apply_role_creates_can_t_leave_the_boundary(bootstrap, applier, aws, run_target, unique_name):
    iam, name = applier.client("iam"), f"dev-{unique_name}"
    boundary = bootstrap.outputs["permissions_boundary_arns"]["dev"]
    trust = _trust({"AWS": run_target.access_key_id})
    settings = {"Path": bootstrap.outputs["role_paths"]["dev"], "PermissionsBoundary": boundary}
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **settings)["Role"]["Arn"]
    try:
        iam.put_role_policy(RoleName=name, PolicyName="anything", PolicyDocument=ANYTHING)
        refused(iam.delete_role_permissions_boundary, RoleName=name)
        prod = bootstrap.outputs["permissions_boundary_arns"]["prod"]
        refused(iam.put_role_permissions_boundary, RoleName=name, PermissionsBoundary=prod)
        keys = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], run_target.region)
        refused(session.client("iam", endpoint_url=run_target.endpoint_url).create_user, UserName=name)
        refused(session.client("dynamodb", endpoint_url=run_target.endpoint_url).scan, TableName="prod-movies")
        state = {"Bucket": bootstrap.outputs["state_bucket"], "Key": "dev/movies.tfstate"}
        refused(session.client("s3", endpoint_url=run_target.endpoint_url).get_object, **state)
        with pytest.raises(ClientError, match="ResourceNotFound"):
            session.client("dynamodb", endpoint_url=run_target.endpoint_url).scan(TableName=f"dev-{unique_name}")
    finally:
        iam.delete_role_policy(RoleName=name, PolicyName="anything")
        iam.delete_role(RoleName=name)


def test_the_apply_role_touches_nothing_of_the_bootstrap(bootstrap, applier):
    iam = applier.client("iam")
    for role in ("slipway-plan-dev", "slipway-apply-dev", "slipway-deploy-prod"):
        refused(iam.put_role_policy, RoleName=role, PolicyName="x", PolicyDocument=ANYTHING)
        refused(iam.update_assume_role_policy, RoleName=role, PolicyDocument=LAMBDA)
        refused(iam.delete_role, RoleName=role)
    boundary = bootstrap.outputs["permissions_boundary_arns"]["dev"]
    refused(iam.create_policy_version, PolicyArn=boundary, PolicyDocument=ANYTHING, SetAsDefault=True)
    provider = bootstrap.outputs["oidc_provider_arn"]
    refused(iam.delete_open_id_connect_provider, OpenIDConnectProviderArn=provider)
    s3, bucket = applier.client("s3"), bootstrap.outputs["state_bucket"]
    refused(s3.delete_bucket_policy, Bucket=bucket)
    refused(s3.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    refused(s3.get_object, Bucket=bucket, Key="bootstrap.tfstate")


def test_the_apply_role_of_one_environment_can_t_reach_another(bootstrap, applier):
    bucket, boundary = (bootstrap.outputs[name] for name in ("state_bucket", "permissions_boundary_arns"))
    refused(applier.client("s3").get_object, Bucket=bucket, Key="prod/movies.tfstate")
    refused(applier.client("s3").put_object, Bucket=bucket, Key="prod/movies.tfstate.tflock", Body=b"")
    refused(applier.client("dynamodb").delete_table, TableName="prod-movies")
    refused(applier.client("lambda").update_function_code, FunctionName="prod-get-movie", ZipFile=b"")
    refused(applier.client("sqs").create_queue, QueueName="prod-queue")
    refused(applier.client("s3").delete_bucket, Bucket="prod-frontend-1")
    refused(applier.client("codepipeline").delete_pipeline, name="prod-frontend")
    refused(applier.client("codebuild").delete_project, name="prod-frontend-build")
    refused(applier.client("events").put_rule, Name="prod-frontend-notify", EventPattern='{"source": ["test"]}')
    refused(applier.client("ssm").get_parameter, Name="/prod/frontend/slack-webhook")
    refused(applier.client("ssm").delete_parameter, Name="/prod/frontend/slack-webhook")
    refused(
        applier.client("iam").create_role,
        RoleName="prod-role",
        AssumeRolePolicyDocument=LAMBDA,
        PermissionsBoundary=boundary["dev"],
    )


def test_the_deploy_role_reaches_the_zips_of_its_environment_alone(bootstrap, deployer):
    s3, bucket = deployer.client("s3"), bootstrap.outputs["artifacts_bucket"]
    zips = {"Bucket": bucket, "Key": "dev-get-movie/1.zip"}
    s3.put_object(**zips, Body=b"zip")
    assert s3.get_object(**zips)["Body"].read() == b"zip"
    for other in ("prod-get-movie/1.zip", "dev-get-movie.zip", "dev-get-movie/1.txt", "dev.zip"):
        refused(s3.put_object, Bucket=bucket, Key=other, Body=b"")
        refused(s3.get_object, Bucket=bucket, Key=other)
    refused(s3.delete_object, **zips)
    refused(s3.list_objects_v2, Bucket=bucket)
    refused(s3.get_object, Bucket=bootstrap.outputs["state_bucket"], Key="dev/movies.tfstate")


@pytest.fixture
def scaled_table(request, unique_name):
    """``scaled_table(target, environment)`` creates a table, and returns what names its capacity for reads."""

    def create(target, environment):
        tables, name = target.client("dynamodb"), f"{environment}-{unique_name}"
        tables.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        )
        request.addfinalizer(lambda: tables.delete_table(TableName=name))
        dimension = "dynamodb:table:ReadCapacityUnits"
        return {"ServiceNamespace": "dynamodb", "ResourceId": f"table/{name}", "ScalableDimension": dimension}

    return create


def test_the_apply_role_scales_the_tables_of_its_environment_alone(bootstrap, applier, planner, scaled_table):
    scaling, operator = applier.client("application-autoscaling"), bootstrap.aws("application-autoscaling")
    limits = {"MinCapacity": 1, "MaxCapacity": 5}
    own, other = scaled_table(applier, "dev"), scaled_table(bootstrap.target, "prod")
    operator.register_scalable_target(**other, **limits, Tags={"Environment": "prod"})

    for tags in ({}, {"Tags": {"Environment": "prod"}}):
        refused(scaling.register_scalable_target, **own, **limits, **tags)
    arn = scaling.register_scalable_target(**own, **limits, Tags={"Environment": "dev"})["ScalableTargetARN"]
    scaling.register_scalable_target(**own, MaxCapacity=6)
    metric = {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}
    policy = {"PolicyName": "read", "PolicyType": "TargetTrackingScaling"}
    tracking = {"TargetValue": 70, "PredefinedMetricSpecification": metric}
    scaling.put_scaling_policy(**own, **policy, TargetTrackingScalingPolicyConfiguration=tracking)
    reader = planner.client("application-autoscaling")
    (found,) = reader.describe_scalable_targets(ServiceNamespace="dynamodb", ResourceIds=[own["ResourceId"]])[
        "ScalableTargets"
    ]
    assert found["MaxCapacity"] == 6
    assert reader.describe_scaling_policies(ServiceNamespace="dynamodb", ResourceId=own["ResourceId"])[
        "ScalingPolicies"
    ]
    assert reader.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Environment": "dev"}

    refused(reader.deregister_scalable_target, **own)
    refused(scaling.register_scalable_target, **other, MaxCapacity=6)
    refused(scaling.put_scaling_policy, **other, **policy, TargetTrackingScalingPolicyConfiguration=tracking)
    refused(scaling.deregister_scalable_target, **other)
    refused(scaling.tag_resource, ResourceARN=arn, Tags={"Environment": "prod"})
    refused(scaling.untag_resource, ResourceARN=arn, TagKeys=["Environment"])
    scaling.tag_resource(ResourceARN=arn, Tags={"Team": "x"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["Team"])
    scaling.delete_scaling_policy(**own, PolicyName="read")
    scaling.deregister_scalable_target(**own)
    operator.deregister_scalable_target(**other)
