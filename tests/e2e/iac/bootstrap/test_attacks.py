"""Each way from the rights of dev to more rights, tried with the sessions of its roles.

What is attacked belongs to prod, to the bootstrap, or to somebody else in the account. An operator has created it.
"""

import contextlib
import io
import json
import zipfile
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError
from refusals import refused

ANYTHING = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
PROD = [{"Key": "Environment", "Value": "prod"}]
RENAME = [{"op": "replace", "path": "/name", "value": "dev-api"}]
SERVICES = ("apigateway", "codebuild", "codepipeline", "events", "lambda")


def trust(*principals):
    statements = [{"Effect": "Allow", "Principal": each, "Action": "sts:AssumeRole"} for each in principals]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


SERVICE_TRUST = trust({"Service": [f"{service}.amazonaws.com" for service in SERVICES]})


@pytest.fixture(scope="module")
def code():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", "def handler(event, context):\n    return None\n")
    return {"ZipFile": buffer.getvalue()}


@pytest.fixture(scope="module")
def cleanup():
    with contextlib.ExitStack() as stack:
        yield stack.callback


@pytest.fixture(scope="module")
def roles(bootstrap, aws, cleanup):
    """The ARNs of roles that the apply role of dev may not touch, by what they are."""
    iam, boundaries = aws("iam"), bootstrap.outputs["permissions_boundary_arns"]

    def create(name, path, **boundary):
        iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=SERVICE_TRUST, **boundary)
        cleanup(iam.delete_role, RoleName=name)
        return iam.get_role(RoleName=name)["Role"]["Arn"]

    return {
        "of somebody else, unbounded": create("dev-attacked-operator", "/"),
        "of somebody else, bounded": create("dev-attacked-bounded", "/", PermissionsBoundary=boundaries["dev"]),
        "of prod": create("prod-attacked", "/slipway/prod/", PermissionsBoundary=boundaries["prod"]),
        "in a path that begins alike": create("dev-attacked-alike", "/slipway/dev-2/"),
        **{
            f"{kind} of {environment}": arn
            for kind in ("plan", "apply", "deploy")
            for environment, arn in bootstrap.outputs[f"{kind}_role_arns"].items()
        },
    }


@pytest.fixture(scope="module")
def own(bootstrap, applier, aws, run_target, code, cleanup):
    """What the apply role of dev has created: a role that an attacker assumes, and a function with it."""
    iam, name = applier.client("iam"), "dev-attacker"
    boundary = bootstrap.outputs["permissions_boundary_arns"]["dev"]
    principals = {"Service": [f"{service}.amazonaws.com" for service in SERVICES]}, {"AWS": run_target.access_key_id}
    role = iam.create_role(
        RoleName=name,
        Path=bootstrap.outputs["role_paths"]["dev"],
        AssumeRolePolicyDocument=trust(*principals),
        PermissionsBoundary=boundary,
    )["Role"]["Arn"]
    cleanup(iam.delete_role, RoleName=name)
    iam.put_role_policy(RoleName=name, PolicyName="anything", PolicyDocument=ANYTHING)
    cleanup(iam.delete_role_policy, RoleName=name, PolicyName="anything")
    function = create_function(applier.client("lambda"), name, role, code, cleanup)
    keys = aws("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], run_target.region)
    return SimpleNamespace(
        role=role,
        function=function,
        client=lambda service: session.client(service, endpoint_url=run_target.endpoint_url),
    )


def create_function(client, name, role, code, cleanup):
    client.create_function(
        FunctionName=name, Runtime="python3.13", Handler="main.handler", Role=role, Code=code, Publish=True
    )
    cleanup(client.delete_function, FunctionName=name)
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    return name


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("update_assume_role_policy", {"PolicyDocument": SERVICE_TRUST}),
        ("put_role_policy", {"PolicyName": "x", "PolicyDocument": ANYTHING}),
        ("attach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("delete_role_permissions_boundary", {}),
        ("update_role", {"MaxSessionDuration": 43200}),
        ("tag_role", {"Tags": PROD}),
        ("delete_role", {}),
    ],
)
def test_no_other_role_can_be_changed(roles, applier, operation, arguments):
    for arn in roles.values():
        refused(getattr(applier.client("iam"), operation), RoleName=arn.rpartition("/")[2], **arguments)


def test_a_role_without_the_boundary_can_t_be_changed_in_the_own_path_either(bootstrap, aws, applier, cleanup):
    iam, name = aws("iam"), "dev-attacked-unbounded"
    iam.create_role(RoleName=name, Path=bootstrap.outputs["role_paths"]["dev"], AssumeRolePolicyDocument=SERVICE_TRUST)
    cleanup(iam.delete_role, RoleName=name)
    refused(applier.client("iam").update_assume_role_policy, RoleName=name, PolicyDocument=SERVICE_TRUST)
    refused(applier.client("iam").put_role_policy, RoleName=name, PolicyName="x", PolicyDocument=ANYTHING)
    refused(applier.client("iam").delete_role, RoleName=name)


@pytest.mark.parametrize("path", ["/", "/slipway/", "/slipway/prod/", "/slipway/dev-2/"])
def test_a_role_can_t_be_created_elsewhere(bootstrap, applier, path):
    boundary = bootstrap.outputs["permissions_boundary_arns"]["dev"]
    refused(
        applier.client("iam").create_role,
        RoleName="dev-attack",
        Path=path,
        AssumeRolePolicyDocument=SERVICE_TRUST,
        PermissionsBoundary=boundary,
    )


def test_no_other_role_can_be_passed(roles, own, applier, code):
    pipeline = {
        "name": "dev-attack",
        "artifactStore": {"type": "S3", "location": "dev-attack"},
        "stages": [
            {"name": name, "actions": [{"name": name, "actionTypeId": {
                "category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"}}]}
            for name in ("One", "Two")
        ],
    }  # fmt: skip
    project = {
        "source": {"type": "NO_SOURCE", "buildspec": "version: 0.2"},
        "artifacts": {"type": "NO_ARTIFACTS"},
        "environment": {"type": "LINUX_CONTAINER", "image": "a", "computeType": "BUILD_GENERAL1_SMALL"},
    }
    settings = {"FunctionName": "dev-attack", "Runtime": "python3.13", "Handler": "main.handler", "Code": code}
    for arn in roles.values():
        refused(applier.client("lambda").create_function, Role=arn, **settings)
        refused(applier.client("lambda").update_function_configuration, FunctionName=own.function, Role=arn)
        refused(applier.client("codebuild").create_project, name="dev-attack", serviceRole=arn, **project)
        refused(applier.client("codepipeline").create_pipeline, pipeline=pipeline | {"roleArn": arn})
        target = {"Id": "a", "Arn": "arn:aws:codepipeline:eu-central-1:123456789012:dev-attack", "RoleArn": arn}
        refused(applier.client("events").put_targets, Rule="dev-attack", Targets=[target])
        operation = {"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}
        refused(applier.client("apigateway").update_account, patchOperations=[operation])


def test_no_session_of_a_job_assumes_another_role(bootstrap, roles, applier, deployer, planner):
    for session in (applier, deployer, planner):
        for arn in roles.values():
            refused(session.client("sts").assume_role, RoleArn=arn, RoleSessionName="attack")


@pytest.mark.parametrize("kind", ["apply", "deploy"])
def test_the_function_of_another_environment_is_out_of_reach(kind, request, roles, aws, code, cleanup, own):
    name = f"prod-attacked-{kind}"
    create_function(aws("lambda"), name, roles["of prod"], code, cleanup)
    client = request.getfixturevalue({"apply": "applier", "deploy": "deployer"}[kind]).client("lambda")
    refused(client.update_function_code, FunctionName=name, **code)
    refused(client.update_function_configuration, FunctionName=name, Layers=[])
    refused(client.publish_version, FunctionName=name)
    refused(client.create_alias, FunctionName=name, Name="attack", FunctionVersion="1")
    refused(client.update_alias, FunctionName=name, Name="live", FunctionVersion="1")
    refused(client.delete_alias, FunctionName=name, Name="live")
    refused(client.delete_function, FunctionName=name)
    refused(client.delete_function, FunctionName=name, Qualifier="1")
    refused(client.invoke, FunctionName=name)
    refused(client.get_function, FunctionName=name)  # its code and its environment variables
    permission = {"StatementId": "attack", "Action": "lambda:InvokeFunction", "Principal": "*"}
    refused(client.add_permission, FunctionName=name, **permission)
    refused(client.tag_resource, Resource=aws("lambda").get_function(FunctionName=name)["Configuration"]["FunctionArn"],
            Tags={"Environment": "dev"})  # fmt: skip
    refused(own.client("lambda").invoke, FunctionName=name)


def test_a_deploy_role_neither_configures_nor_shares_its_functions(own, deployer):
    client = deployer.client("lambda")
    refused(client.update_function_configuration, FunctionName=own.function, Layers=[])
    refused(client.add_permission, FunctionName=own.function, StatementId="a", Action="lambda:InvokeFunction",
            Principal="*")  # fmt: skip
    refused(client.delete_function, FunctionName=own.function)


def test_the_layer_of_another_environment_can_t_be_read(aws, applier, code, cleanup):
    """Nor used: AWS asks for the same action when a function gets the layer."""
    for name in ("prod-attacked", "dev-own"):
        aws("lambda").publish_layer_version(LayerName=name, Content=code)
        cleanup(aws("lambda").delete_layer_version, LayerName=name, VersionNumber=1)
    refused(applier.client("lambda").get_layer_version, LayerName="prod-attacked", VersionNumber=1)
    assert applier.client("lambda").get_layer_version(LayerName="dev-own", VersionNumber=1)["Version"] == 1


def test_a_mapping_of_another_environment_is_out_of_reach(roles, aws, applier, own, code, cleanup):
    name = create_function(aws("lambda"), "prod-attacked-mapping", roles["of prod"], code, cleanup)
    url = aws("sqs").create_queue(QueueName="prod-attacked")["QueueUrl"]
    cleanup(aws("sqs").delete_queue, QueueUrl=url)
    queue = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    iam, role = aws("iam"), roles["of prod"].rpartition("/")[2]
    iam.put_role_policy(RoleName=role, PolicyName="queue", PolicyDocument=ANYTHING)
    cleanup(iam.delete_role_policy, RoleName=role, PolicyName="queue")
    mapping = aws("lambda").create_event_source_mapping(
        FunctionName=name, EventSourceArn=queue, Enabled=False, Tags={"Environment": "prod"}
    )
    cleanup(aws("lambda").delete_event_source_mapping, UUID=mapping["UUID"])
    client = applier.client("lambda")
    refused(client.create_event_source_mapping, FunctionName=name, EventSourceArn=queue)
    refused(client.update_event_source_mapping, UUID=mapping["UUID"], FunctionName=own.function)
    refused(client.delete_event_source_mapping, UUID=mapping["UUID"])
    refused(client.tag_resource, Resource=mapping["EventSourceMappingArn"], Tags={"Environment": "dev"})
    refused(client.untag_resource, Resource=mapping["EventSourceMappingArn"], TagKeys=["Environment"])
    own_queue = applier.client("sqs").create_queue(QueueName="dev-attacker")["QueueUrl"]
    cleanup(aws("sqs").delete_queue, QueueUrl=own_queue)
    own_mapping = client.create_event_source_mapping(
        FunctionName=own.function, EventSourceArn=queue.replace("prod-attacked", "dev-attacker"), Enabled=False
    )
    cleanup(aws("lambda").delete_event_source_mapping, UUID=own_mapping["UUID"])
    client.update_event_source_mapping(UUID=own_mapping["UUID"], BatchSize=5)
    # AWS may authorize the update with the present function. The function's role can't read the source in any case.
    with pytest.raises(ClientError, match="InvalidParameterValueException"):
        client.update_event_source_mapping(UUID=own_mapping["UUID"], FunctionName=name)
    # A mapping reads with the function's role, within the boundary.
    refused(own.client("sqs").receive_message, QueueUrl=url)


def test_the_api_of_another_environment_is_out_of_reach(aws, applier, planner, run_target, cleanup):
    apis = {}
    for name, tags in (("prod", {"Environment": "prod"}), ("nobody's", {})):
        apis[name] = aws("apigateway").create_rest_api(name="dev-attacked", tags=tags)
        cleanup(aws("apigateway").delete_rest_api, restApiId=apis[name]["id"])
    client = applier.client("apigateway")
    for api in apis.values():
        refused(client.update_rest_api, restApiId=api["id"], patchOperations=RENAME)
        refused(client.create_resource, restApiId=api["id"], parentId=api["rootResourceId"], pathPart="a")
        refused(client.put_method, restApiId=api["id"], resourceId=api["rootResourceId"], httpMethod="GET",
                authorizationType="NONE")  # fmt: skip
        refused(client.create_deployment, restApiId=api["id"])
        refused(client.delete_rest_api, restApiId=api["id"])
        arn = f"arn:aws:apigateway:{run_target.region}::/restapis/{api['id']}"
        refused(client.tag_resource, resourceArn=arn, tags={"Environment": "dev"})
    refused(client.untag_resource, resourceArn=f"{arn}", tagKeys=["Environment"])
    for session in (applier, planner):
        refused(session.client("apigateway").get_resources, restApiId=apis["prod"]["id"])


def test_the_http_api_of_another_environment_is_out_of_reach(aws, applier, planner, own, run_target, cleanup):
    apis = []
    for tags in ({"Environment": "prod"}, {}):
        apis.append(aws("apigatewayv2").create_api(Name="dev-attacked", ProtocolType="HTTP", Tags=tags)["ApiId"])
        cleanup(aws("apigatewayv2").delete_api, ApiId=apis[-1])
    document = json.dumps({"openapi": "3.0.1", "info": {"title": "dev-attack", "version": "1"}, "paths": {}})
    for session in (applier, own):
        client = session.client("apigatewayv2")
        for api_id in apis:
            refused(client.update_api, ApiId=api_id, Name="dev-api")
            refused(client.reimport_api, ApiId=api_id, Body=document)
            refused(client.create_route, ApiId=api_id, RouteKey="$default")
            refused(client.create_integration, ApiId=api_id, IntegrationType="AWS_PROXY")
            refused(client.create_stage, ApiId=api_id, StageName="attack")
            refused(client.create_deployment, ApiId=api_id)
            refused(client.delete_api, ApiId=api_id)
            arn = f"arn:aws:apigateway:{run_target.region}::/apis/{api_id}"
            refused(client.tag_resource, ResourceArn=arn, Tags={"Environment": "dev"})
            refused(client.untag_resource, ResourceArn=arn, TagKeys=["Environment"])
        refused(client.import_api, Body=document)
    refused(own.client("apigatewayv2").create_api, Name="dev-attack", ProtocolType="HTTP", Tags={"Environment": "dev"})
    for session in (applier, planner):
        refused(session.client("apigatewayv2").get_routes, ApiId=apis[0])


def test_an_action_of_a_pipeline_imports_a_document_into_the_own_api(applier, own, cleanup):
    client = applier.client("apigatewayv2")
    api_id = client.create_api(Name="dev-own", ProtocolType="HTTP", Tags={"Environment": "dev"})["ApiId"]
    cleanup(client.delete_api, ApiId=api_id)
    paths = {"/one": {"get": {}}}
    document = json.dumps({"openapi": "3.0.1", "info": {"title": "dev-own", "version": "1"}, "paths": paths})
    own.client("apigatewayv2").reimport_api(ApiId=api_id, Body=document)
    own.client("apigatewayv2").create_deployment(ApiId=api_id)


def test_an_action_of_a_pipeline_releases_the_own_functions_alone(aws, own, code, cleanup):
    """The calls of apps/deploy-functions: within the boundary, whatever the role's own policies allow."""
    client = own.client("lambda")
    client.update_function_code(FunctionName=own.function, ZipFile=code["ZipFile"])
    client.get_waiter("function_updated_v2").wait(FunctionName=own.function)
    version = client.publish_version(FunctionName=own.function)["Version"]
    cleanup(aws("logs").delete_log_group, logGroupName=f"/aws/lambda/{own.function}")
    client.invoke(FunctionName=own.function, Qualifier=version)
    client.get_alias(FunctionName=own.function, Name="live")
    client.update_alias(FunctionName=own.function, Name="live", FunctionVersion=version)
    client.create_alias(FunctionName=own.function, Name="test", FunctionVersion=version)
    own.client("cloudwatch").describe_alarms()

    other = create_function(aws("lambda"), "prod-released", own.role, code, cleanup)
    refused(client.update_function_code, FunctionName=other, ZipFile=code["ZipFile"])
    refused(client.publish_version, FunctionName=other)
    refused(client.update_alias, FunctionName=other, Name="live", FunctionVersion="1")
    refused(client.update_function_configuration, FunctionName=own.function, Layers=[])


def test_the_host_names_of_another_environment_are_out_of_reach(aws, applier, own, planner, run_target, cleanup):
    arn = aws("acm").request_certificate(DomainName="www.example.com", Tags=PROD)["CertificateArn"]
    cleanup(aws("acm").delete_certificate, CertificateArn=arn)
    domain = {
        "DomainName": "api.example.com",
        "DomainNameConfigurations": [{"CertificateArn": arn, "EndpointType": "REGIONAL"}],
    }
    aws("apigatewayv2").create_domain_name(**domain, Tags={"Environment": "prod"})
    cleanup(aws("apigatewayv2").delete_domain_name, DomainName="api.example.com")
    acm, apis = applier.client("acm"), applier.client("apigatewayv2")
    refused(acm.request_certificate, DomainName="dev.example.com")
    refused(acm.request_certificate, DomainName="dev.example.com", Tags=PROD)
    refused(acm.delete_certificate, CertificateArn=arn)
    refused(acm.add_tags_to_certificate, CertificateArn=arn, Tags=[{"Key": "Environment", "Value": "dev"}])
    refused(acm.remove_tags_from_certificate, CertificateArn=arn, Tags=[{"Key": "Environment"}])
    refused(apis.create_domain_name, **domain | {"DomainName": "other.example.com"})
    refused(apis.update_domain_name, **domain)
    refused(apis.create_api_mapping, DomainName="api.example.com", ApiId="a", Stage="a")
    refused(apis.delete_domain_name, DomainName="api.example.com")
    name = f"arn:aws:apigateway:{run_target.region}::/domainnames/api.example.com"
    refused(apis.tag_resource, ResourceArn=name, Tags={"Environment": "dev"})
    for session in (applier, planner):
        refused(session.client("acm").describe_certificate, CertificateArn=arn)
        refused(session.client("apigatewayv2").get_domain_name, DomainName="api.example.com")
    refused(own.client("apigatewayv2").create_api_mapping, DomainName="api.example.com", ApiId="a", Stage="a")


def test_an_apply_role_creates_a_domain_name_with_its_certificate(applier, cleanup):
    acm, apis = applier.client("acm"), applier.client("apigatewayv2")
    tags = [{"Key": "Environment", "Value": "dev"}]
    arn = acm.request_certificate(DomainName="dev.example.com", ValidationMethod="DNS", Tags=tags)["CertificateArn"]
    cleanup(acm.delete_certificate, CertificateArn=arn)
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainName"] == "dev.example.com"
    acm.add_tags_to_certificate(CertificateArn=arn, Tags=[{"Key": "Team", "Value": "a"}])
    refused(acm.add_tags_to_certificate, CertificateArn=arn, Tags=PROD)
    refused(acm.remove_tags_from_certificate, CertificateArn=arn, Tags=[{"Key": "Environment"}])
    domain = {
        "DomainName": "dev.example.com",
        "DomainNameConfigurations": [{"CertificateArn": arn, "EndpointType": "REGIONAL"}],
    }
    apis.create_domain_name(**domain, Tags={"Environment": "dev"})
    cleanup(apis.delete_domain_name, DomainName="dev.example.com")
    apis.update_domain_name(**domain)
    assert apis.get_api_mappings(DomainName="dev.example.com")["Items"] == []


def test_the_events_of_another_environments_mail_are_out_of_reach(aws, applier, run_target, cleanup):
    bus = f"arn:aws:events:{run_target.region}:{run_target.access_key_id}:event-bus/default"
    to = {"Enabled": True, "MatchingEventTypes": ["BOUNCE"], "EventBridgeDestination": {"EventBusArn": bus}}
    client = applier.client("sesv2")
    for name in ("dev-attacked", "prod-attacked"):
        aws("sesv2").create_configuration_set(ConfigurationSetName=name)
        cleanup(aws("sesv2").delete_configuration_set, ConfigurationSetName=name)
    own = {"ConfigurationSetName": "dev-attacked", "EventDestinationName": "bounces"}
    client.create_configuration_set_event_destination(**own, EventDestination=to)
    client.update_configuration_set_event_destination(**own, EventDestination=to)
    client.delete_configuration_set_event_destination(**own)
    other = {**own, "ConfigurationSetName": "prod-attacked"}
    aws("sesv2").create_configuration_set_event_destination(**other, EventDestination=to)
    refused(client.create_configuration_set_event_destination, **other, EventDestination=to)
    refused(client.update_configuration_set_event_destination, **other, EventDestination=to)
    refused(client.delete_configuration_set_event_destination, **other)
    refused(client.get_configuration_set_event_destinations, ConfigurationSetName="prod-attacked")


def test_records_of_other_names_are_out_of_reach(aws, applier, planner, cleanup):
    zone = aws("route53").create_hosted_zone(Name="example.com", CallerReference="attacked")["HostedZone"]["Id"]
    cleanup(aws("route53").delete_hosted_zone, Id=zone)

    def change(name, kind, action="UPSERT"):
        record = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": "a.example.org"}]}
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
        return {"HostedZoneId": zone, "ChangeBatch": batch}

    client = applier.client("route53")
    names = ("dev.example.com", "_0a.dev.example.com", "0a._domainkey.dev.example.com")
    for own in (change(name, "CNAME") for name in names):
        client.change_resource_record_sets(**own)
        own["ChangeBatch"]["Changes"][0]["Action"] = "DELETE"
        cleanup(client.change_resource_record_sets, **own)
        refused(planner.client("route53").change_resource_record_sets, **own)
    for name in (
        "example.com",
        "www.example.com",
        "a._domainkey.www.example.com",
        "a.dev.example.com",
        "adev.example.com",
        "*.example.com",
    ):
        refused(client.change_resource_record_sets, **change(name, "CNAME"))
    refused(client.create_hosted_zone, Name="dev.example.com", CallerReference="attack")
    refused(client.delete_hosted_zone, Id=zone)


def test_the_repository_of_another_environment_is_out_of_reach(aws, applier, own, cleanup):
    aws("ecr").create_repository(repositoryName="prod-attacked", tags=PROD)
    cleanup(aws("ecr").delete_repository, repositoryName="prod-attacked", force=True)
    client = applier.client("ecr")
    refused(client.describe_repositories, repositoryNames=["prod-attacked"])
    refused(client.set_repository_policy, repositoryName="prod-attacked", policyText=ANYTHING)
    refused(client.delete_repository, repositoryName="prod-attacked")
    refused(client.create_repository, repositoryName="prod-attack")
    refused(own.client("ecr").put_image, repositoryName="prod-attacked", imageManifest="{}")
    client.create_repository(repositoryName="dev-own")
    cleanup(aws("ecr").delete_repository, repositoryName="dev-own", force=True)
    assert client.describe_repositories(repositoryNames=["dev-own"])["repositories"]


def test_an_api_is_created_for_the_own_environment_alone_and_stays_in_it(applier, run_target, cleanup):
    client = applier.client("apigateway")
    refused(client.create_rest_api, name="dev-attack")
    refused(client.create_rest_api, name="dev-attack", tags={"Environment": "prod"})
    api = client.create_rest_api(name="dev-own", tags={"Environment": "dev"})
    cleanup(client.delete_rest_api, restApiId=api["id"])
    arn = f"arn:aws:apigateway:{run_target.region}::/restapis/{api['id']}"
    client.tag_resource(resourceArn=arn, tags={"Team": "a"})
    client.untag_resource(resourceArn=arn, tagKeys=["Team"])
    refused(client.tag_resource, resourceArn=arn, tags={"Environment": "prod"})
    refused(client.untag_resource, resourceArn=arn, tagKeys=["Environment"])


def test_the_identity_of_another_environment_is_out_of_reach(aws, applier, own, run_target, cleanup):
    address, client = "attacked@example.com", applier.client("sesv2")
    aws("sesv2").create_email_identity(EmailIdentity=address, Tags=PROD)
    cleanup(aws("sesv2").delete_email_identity, EmailIdentity=address)
    arn = f"arn:aws:ses:{run_target.region}:{run_target.access_key_id}:identity/{address}"
    refused(client.put_email_identity_configuration_set_attributes, EmailIdentity=address)
    refused(client.get_email_identity, EmailIdentity=address)
    refused(client.tag_resource, ResourceArn=arn, Tags=[{"Key": "Environment", "Value": "dev"}])
    refused(client.untag_resource, ResourceArn=arn, TagKeys=["Environment"])
    refused(client.delete_email_identity, EmailIdentity=address)
    refused(client.create_email_identity, EmailIdentity="attack@example.com", Tags=PROD)
    refused(client.create_email_identity, EmailIdentity="attack@example.com")
    refused(
        own.client("sesv2").send_email,
        FromEmailAddress=address,
        Destination={"ToAddresses": ["editor@example.com"]},
        Content={"Simple": {"Subject": {"Data": "a"}, "Body": {"Text": {"Data": "a"}}}},
    )


def test_the_connection_of_another_environment_is_out_of_reach(aws, applier, own, cleanup):
    connections, client = aws("codestar-connections"), applier.client("codestar-connections")
    made = connections.create_connection(ConnectionName="prod-attacked", ProviderType="GitHub", Tags=PROD)
    arn = made["ConnectionArn"]
    cleanup(connections.delete_connection, ConnectionArn=arn)
    refused(client.get_connection, ConnectionArn=arn)
    refused(client.tag_resource, ResourceArn=arn, Tags=[{"Key": "Environment", "Value": "dev"}])
    refused(client.untag_resource, ResourceArn=arn, TagKeys=["Environment"])
    refused(client.delete_connection, ConnectionArn=arn)
    refused(client.create_connection, ConnectionName="prod-attack", ProviderType="GitHub", Tags=PROD)
    source = {
        "name": "Source",
        "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"},
        "configuration": {"ConnectionArn": arn, "FullRepositoryId": "example/site", "BranchName": "main"},
        "outputArtifacts": [{"name": "source"}],
    }
    approval = {
        "name": "Approve",
        "actionTypeId": {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"},
    }
    refused(
        applier.client("codepipeline").create_pipeline,
        pipeline={
            "name": "dev-attack",
            "roleArn": own.role,
            "artifactStore": {"type": "S3", "location": "dev-attack"},
            "stages": [{"name": "Source", "actions": [source]}, {"name": "Approve", "actions": [approval]}],
        },
    )


def test_the_distribution_of_another_environment_is_out_of_reach(aws, applier, own, cleanup):
    config = {
        "CallerReference": "attacked",
        "Comment": "",
        "Enabled": False,
        "Origins": {"Quantity": 1, "Items": [{"Id": "a", "DomainName": "example.com"}]},
        "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "https-only"},
    }
    made = aws("cloudfront").create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": {"Items": PROD}}
    )
    id_, arn = made["Distribution"]["Id"], made["Distribution"]["ARN"]
    cleanup(aws("cloudfront").delete_distribution, Id=id_, IfMatch=made["ETag"])
    client = applier.client("cloudfront")
    refused(client.get_distribution, Id=id_)
    refused(client.update_distribution, Id=id_, IfMatch=made["ETag"], DistributionConfig=config)
    refused(client.delete_distribution, Id=id_, IfMatch=made["ETag"])
    refused(client.tag_resource, Resource=arn, Tags={"Items": [{"Key": "Environment", "Value": "dev"}]})
    refused(client.untag_resource, Resource=arn, TagKeys={"Items": ["Environment"]})
    refused(client.create_distribution, DistributionConfig=config)
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "a"}
    refused(own.client("cloudfront").create_invalidation, DistributionId=id_, InvalidationBatch=batch)
    refused(own.client("cloudfront").list_invalidations, DistributionId=id_)


def test_what_a_bounded_role_reads_is_its_environment_s(aws, own, cleanup):
    """Logs, parameters and secrets: whatever its own policies say."""
    for name in ("/aws/lambda/prod-attacked", "/aws/apigateway/prod-attacked", "other"):
        aws("logs").create_log_group(logGroupName=name)
        cleanup(aws("logs").delete_log_group, logGroupName=name)
        refused(own.client("logs").filter_log_events, logGroupName=name)
        refused(own.client("logs").get_log_events, logGroupName=name, logStreamName="a")
        refused(own.client("logs").create_log_stream, logGroupName=name, logStreamName="a")
    refused(own.client("ssm").get_parameter, Name="/prod/frontend/slack-webhook")
    refused(own.client("ssm").get_parameters, Names=["/prod/frontend/slack-webhook"])
    refused(own.client("secretsmanager").get_secret_value, SecretId="prod-secret")
    refused(own.client("iam").create_user, UserName="dev-attack")
    refused(own.client("sts").assume_role, RoleArn=own.role, RoleSessionName="again")
    with pytest.raises(ClientError, match="ParameterNotFound"):
        own.client("ssm").get_parameter(Name="/dev/attack")


def test_a_plan_role_reads_no_secret_and_no_other_environment(bootstrap, planner, aws, cleanup):
    name = "/dev/attacked/secret"
    aws("ssm").put_parameter(Name=name, Value="secret", Type="SecureString")
    cleanup(aws("ssm").delete_parameter, Name=name)
    refused(planner.client("ssm").get_parameter, Name=name, WithDecryption=True)
    refused(planner.client("ssm").get_parameters, Names=[name])
    refused(planner.client("ssm").get_parameters_by_path, Path="/dev")
    refused(planner.client("lambda").get_function, FunctionName="prod-get-movie")
    refused(planner.client("iam").get_role, RoleName="prod-attacked")
    for key in ("prod/movies.tfstate", "bootstrap.tfstate"):
        refused(planner.client("s3").get_object, Bucket=bootstrap.outputs["state_bucket"], Key=key)
