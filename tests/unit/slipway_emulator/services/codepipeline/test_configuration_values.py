"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html"""

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import configuration_values, declaration
from slipway_emulator.services.codepipeline.action import ActionError

ROLE = "arn:aws:iam::123456789012:role/stack"
UPDATE = {"ActionMode": "CREATE_UPDATE", "StackName": "s", "RoleArn": ROLE, "TemplatePath": "code::template.yml"}
CANARY = {"FunctionName": "f", "FunctionAlias": "live", "DeployStrategy": "Canary10Percent5Minutes"}
COMPARISON = {"Variable": "#{variables.a}", "Operator": "MATCHES", "Value": "a.*"}
DEPLOY = {"BucketName": "b", "Extract": "true"}
COMPUTE = {"EnvironmentType": "LINUX_CONTAINER", "ComputeType": "BUILD_GENERAL1_MEDIUM"}
NETWORK = {"VpcId": "vpc-1", "Subnets": "subnet-1", "SecurityGroupIds": "sg-1"}
CODE = ("code",)


@pytest.mark.parametrize(
    ("module", "configuration", "inputs"),
    [
        ("cloudformation", UPDATE, CODE),
        ("cloudformation", UPDATE | {"Capabilities": "CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND"}, CODE),
        ("cloudformation", UPDATE | {"TemplatePath": "#{variables.Path}", "ParameterOverrides": "#{A.b}"}, CODE),
        ("cloudformation", {"ActionMode": "#{variables.Mode}", "StackName": "s"}, ()),
        ("codebuild", {"ProjectName": "p", "EnvironmentVariables": '[{"name": "A", "value": "#{A.b}"}]'}, CODE),
        ("codebuild", {"ProjectName": "p", "PrimarySource": "code"}, ("code", "more")),
        ("commands", COMPUTE, CODE),
        ("commands", COMPUTE | NETWORK, CODE),
        ("lambda_deploy", CANARY, CODE),
        ("lambda_deploy", CANARY | {"DeployStrategy": "#{variables.Strategy}", "PublishedTargetVersion": "12"}, ()),
        ("manual_approval", {"ExternalEntityLink": "https://example.com/#{variables.a}"}, ()),
        ("rule_deployment_window", {"Cron": "* * 9-17 ? * MON-FRI", "TimeZone": "Europe/Berlin"}, ()),
        ("rule_variable_check", COMPARISON, ()),
        ("s3_deploy", DEPLOY | {"Extract": "True", "CannedACL": "bucket-owner-full-control"}, CODE),
        ("s3_deploy", DEPLOY | {"Extract": "false", "ObjectKey": "k"}, CODE),
        ("lambda_invoke", {"FunctionName": "f", "UserParameters": "anything"}, ()),
    ],
)
def test_documented_values_are_accepted(module, configuration, inputs):
    configuration_values.check(module, configuration, inputs)


@pytest.mark.parametrize(
    ("module", "configuration", "inputs", "message"),
    [
        ("cloudformation", UPDATE | {"ActionMode": "CREATE"}, CODE, "ActionMode must be one of CHANGE_SET_EXECUTE, "),
        ("cloudformation", UPDATE | {"ActionMode": "create_update"}, CODE, "not create_update"),
        ("cloudformation", UPDATE | {"RoleArn": ""}, CODE, "ActionMode CREATE_UPDATE requires RoleArn"),
        ("cloudformation", UPDATE | {"TemplatePath": "template.yml"}, CODE, "must be artifact::file, not template.yml"),
        ("cloudformation", UPDATE | {"TemplatePath": "b::t"}, CODE, "TemplatePath: it has no input artifact b"),
        ("cloudformation", UPDATE | {"Capabilities": "CAPABILITY_ADMIN"}, CODE, "not 'CAPABILITY_ADMIN'"),
        ("cloudformation", UPDATE | {"Capabilities": "CAPABILITY_IAM, CAPABILITY_NAMED_IAM"}, CODE, "not ' CAPAB"),
        ("cloudformation", UPDATE | {"ParameterOverrides": "[]"}, CODE, "ParameterOverrides must be a JSON object"),
        ("cloudformation", UPDATE | {"ParameterOverrides": "{"}, CODE, "ParameterOverrides isn't JSON"),
        ("commands", {"EnvironmentType": "LINUX"}, CODE, "EnvironmentType must be one of LINUX_CONTAINER, WINDOWS_"),
        ("commands", {"EnvironmentType": "WINDOWS_SERVER_2022_CONTAINER"}, CODE, "the local AWS doesn't support the E"),
        (
            "commands",
            {"ComputeType": "BUILD_GENERAL1_2XLARGE"},
            CODE,
            "ComputeType must be one of BUILD_GENERAL1_SM",
        ),
        ("commands", {"VpcId": "vpc-1"}, CODE, "a build in a VPC requires SecurityGroupIds, Subnets"),
        ("codebuild", {"ProjectName": "p", "BatchEnabled": "yes"}, CODE, "must be one of true, false, not yes"),
        ("codebuild", {"ProjectName": "p", "CombineArtifacts": "True"}, CODE, "doesn't support batch builds"),
        ("codebuild", {"ProjectName": "p", "EnvironmentVariables": "{"}, CODE, "must be a JSON list"),
        ("codebuild", {"ProjectName": "p", "EnvironmentVariables": '[{"name": "A"}]'}, CODE, "must be a JSON list"),
        (
            "codebuild",
            {"ProjectName": "p", "EnvironmentVariables": '[{"name": "A", "value": "a", "type": "SECRET"}]'},
            CODE,
            "can have the types PLAINTEXT, PARAMETER_STORE, SECRETS_MANAGER, not SECRET",
        ),
        ("codebuild", {"ProjectName": "p", "PrimarySource": "c"}, ("a", "b"), "must be one of its input artifacts: a"),
        ("codebuild", {"ProjectName": "p"}, ("a", "b"), "PrimarySource must be one of its input artifacts: a, b"),
        ("codeconnections_source", {"OutputArtifactFormat": "ZIP"}, (), "must be one of CODE_ZIP, CODEBUILD_CLONE_REF"),
        ("lambda_deploy", CANARY | {"DeployStrategy": "Canary"}, CODE, "DeployStrategy must be AllAtOnce, "),
        ("lambda_deploy", CANARY | {"DeployStrategy": f"Canary{'9' * 5000}Percent5Minutes"}, CODE, "DeployStrategy"),
        ("lambda_deploy", CANARY | {"FunctionAlias": ""}, CODE, "DeployStrategy requires FunctionAlias"),
        ("lambda_deploy", CANARY, (), "PublishedTargetVersion is required without an input artifact"),
        ("lambda_deploy", CANARY | {"PublishedTargetVersion": "$LATEST"}, (), "must be the number of a version"),
        ("lambda_deploy", CANARY | {"Alarms": ",".join("abcdefghijk")}, CODE, "Alarms can name 10 alarms, not 11"),
        ("manual_approval", {"ExternalEntityLink": "javascript:alert(1)"}, (), "ExternalEntityLink must be a URL"),
        ("manual_approval", {"NotificationArn": "topic"}, (), "NotificationArn must be the ARN of an SNS topic"),
        ("rule_cloudwatch_alarm", {"AlarmName": "a", "AlarmStates": "GREEN"}, (), "AlarmStates must be of ALARM, "),
        ("rule_cloudwatch_alarm", {"AlarmName": "a", "WaitTime": "-1"}, (), "WaitTime must be a number of minutes"),
        ("rule_deployment_window", {"Cron": "0 9 * * *"}, (), "it must have six fields"),
        ("rule_deployment_window", {"Cron": "* * * * * ?", "TimeZone": "Mars/Base"}, (), "Mars/Base doesn't exist"),
        ("rule_variable_check", COMPARISON | {"Operator": "LIKE"}, (), "must be one of CONTAINS, EQ, MATCHES, NE, not"),
        ("rule_variable_check", COMPARISON | {"Value": "("}, (), "( isn't a regular expression"),
        ("s3_deploy", DEPLOY | {"CannedACL": "public"}, CODE, "CannedACL must be one of private, public-read, "),
        ("s3_deploy", DEPLOY | {"Extract": "maybe"}, CODE, "Extract must be one of true, false, not maybe"),
        ("s3_deploy", DEPLOY | {"Extract": "false"}, CODE, "ObjectKey is required when Extract is false"),
    ],
)
def test_another_value_is_named(module, configuration, inputs, message):
    with pytest.raises(ActionError) as error:
        configuration_values.check(module, configuration, inputs)
    assert message in error.value.message


def test_a_pipeline_with_such_a_value_is_rejected(declare, action, source):
    window = {"category": "Rule", "owner": "AWS", "provider": "DeploymentWindow", "version": "1"}
    rule = {"name": "Weekday", "ruleTypeId": window, "configuration": {"Cron": "daily"}}
    deploy = {"category": "Deploy", "owner": "AWS", "provider": "Lambda", "version": "1"}
    actions = [action("A", actionTypeId=deploy, configuration=CANARY | {"DeployStrategy": "Slowly"})]
    stage = {"name": "Go", "actions": actions, "beforeEntry": {"conditions": [{"result": "FAIL", "rules": [rule]}]}}

    with pytest.raises(ServiceError) as error:
        declaration.validate(declare(stage), "123456789012", "eu-central-1")

    assert error.value.code == "InvalidActionDeclarationException"
    assert "Action A: DeployStrategy must be AllAtOnce, " in error.value.message
    assert "Rule Weekday: Cron daily is not valid: it must have six fields" in error.value.message
