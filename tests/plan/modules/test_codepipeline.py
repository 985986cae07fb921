"""Module codepipeline: its stages and sources as AWS gets them, its triggers, and the permissions of its role."""

import json

import pytest
from planned_alarms import assert_in_output

REGION = "eu-central-1:123456789012"
CONNECTION = f"arn:aws:codestar-connections:{REGION}:connection/00000000-0000-0000-0000-000000000000"
PROJECT = f"arn:aws:codebuild:{REGION}:project/site"
ALIAS = f"arn:aws:lambda:{REGION}:function:announce:live"
FUNCTION = {"function": {"alias_arn": ALIAS}}
TOPIC = f"arn:aws:sns:{REGION}:approvals"
ALARM = f"arn:aws:cloudwatch:{REGION}:alarm:errors"
STACK_ROLE = "arn:aws:iam::123456789012:role/stack"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
KEY_OF_DATA = KEY.replace("key/0", "key/1")
GITHUB = {"connection_arn": CONNECTION, "repository": "example/site"}
BUILD = {"name": "Site", "inputs": ["code"], "outputs": ["site"], "codebuild": {"project_arn": PROJECT}}
DEPLOY = {"name": "Site", "inputs": ["site"], "s3": {"bucket_arn": "arn:aws:s3:::site"}}
BUCKET_ACTIONS = ("s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning")
READ_TAGS = ("s3:GetObjectTagging", "s3:GetObjectVersionTagging")
STAGES = [{"name": "Build", "actions": [BUILD]}, {"name": "Deploy", "actions": [DEPLOY]}]
DATA = {"s3": {"bucket_arn": "arn:aws:s3:::data", "key": "a/data.zip"}}
REPOSITORY = f"arn:aws:ecr:{REGION}:repository/team/base"
RENAMED_CONNECTION = CONNECTION.replace("codestar-connections", "codeconnections")
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
BRANCHES = [f"team-{number}/**" for number in range(10)]


def from_github(**settings):
    return {"sources": {"code": {"github": {**GITHUB, **settings}}}}


def deployed(**s3):
    """Return stages of which the last deploys to a bucket with these settings."""
    return {"stages": [STAGES[0], {"name": "Deploy", "actions": [{**DEPLOY, "s3": {**DEPLOY["s3"], **s3}}]}]}


SCENARIOS = {
    "default": {},
    "queued": {"execution_mode": "QUEUED"},
    "three_sources": {
        "sources": {"code": {"github": GITHUB}, "data": DATA, "base": {"ecr": {"repository_arn": REPOSITORY}}}
    },
    "tagged_image": {
        "sources": {
            "code": {"github": GITHUB},
            "data": DATA,
            "base": {"ecr": {"repository_arn": REPOSITORY, "tag": "v1"}},
        }
    },
    "no_detection": from_github(detect_changes=False),
    "one_filter": from_github(push=[{"branches": {"includes": ["main"]}}]),
    "filters": from_github(
        push=[
            {
                "branches": {"includes": ["main", "release/**"]},
                "file_paths": {"includes": ["site/**"], "excludes": ["**.md"]},
                "tags": {"includes": ["v*"]},
            }
        ],
        pull_request=[{"events": ["OPEN", "UPDATED"], "branches": {"includes": ["main"]}}],
    ),
    "many_patterns": from_github(
        push=[{"branches": {"includes": BRANCHES, "excludes": ["**/wip"]}, "file_paths": {"includes": ["site/**"]}}]
    ),
    "renamed_connection": from_github(connection_arn=RENAMED_CONNECTION),
    "build_of_two_inputs": {
        "sources": {"code": {"github": GITHUB}, "data": DATA},
        "stages": [
            {
                "name": "Build",
                "actions": [
                    {
                        **BUILD,
                        "inputs": ["code", "data"],
                        "codebuild": {"project_arn": PROJECT, "environment": {"COMMIT": "#{code.CommitId}"}},
                    }
                ],
            }
        ],
    },
    "all_actions": {
        "stages": [
            STAGES[0],
            {
                "name": "Release",
                "actions": [
                    {**DEPLOY, "s3": {**DEPLOY["s3"], "cache_control": "no-cache"}},
                    {
                        "name": "Release",
                        "timeout_minutes": 60,
                        "approval": {"topic_arn": TOPIC, "message": "Go?", "url": "https://example.com"},
                    },
                    {"name": "Announce", "run_order": 2, "lambda": {"function": FUNCTION, "user_parameters": "{}"}},
                ],
            },
        ]
    },
    "approval_and_keys": {
        "sources": {
            "data": {"s3": {**DATA["s3"], "kms_key_arn": KEY_OF_DATA}},
            "base": {"ecr": {"repository_arn": REPOSITORY}},
        },
        "stages": [
            {
                "name": "Release",
                "actions": [
                    {"name": "Approve", "approval": {"topic_arn": TOPIC, "kms_key_arn": KEY}},
                    {"name": "Announce", "lambda": {"function": FUNCTION}},
                ],
            }
        ],
    },
    "copied_object": {
        "sources": {"data": DATA},
        "stages": [
            {
                "name": "Deploy",
                "actions": [
                    {
                        "name": "Site",
                        "inputs": ["data"],
                        "s3": {**DEPLOY["s3"], "key": "data.zip", "extract": False},
                    }
                ],
            }
        ],
    },
    "deployed_to_a_folder": deployed(key="next"),
    "deployed_as_an_object": deployed(key="site.zip", extract=False),
    "deployed_under_the_commit": deployed(key="#{code.CommitId}.zip", extract=False),
    "deployments": {
        "stages": [
            {
                "name": "Deploy",
                "actions": [
                    {
                        "name": "Function",
                        "inputs": ["code"],
                        "namespace": "function",
                        "lambda_deploy": {
                            "function": FUNCTION,
                            "strategy": "Canary10Percent5Minutes",
                            "alarm_arns": [ALARM],
                        },
                    },
                    {
                        "name": "Prepare",
                        "inputs": ["code"],
                        "run_order": 2,
                        "cloudformation": {
                            "mode": "CHANGE_SET_REPLACE",
                            "stack_name": "movies",
                            "change_set_name": "release",
                            "role_arn": STACK_ROLE,
                            "template": "code::template.yml",
                            "configuration": "code::prod.json",
                            "parameters": {"Version": "#{function.FunctionVersion}"},
                            "capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
                        },
                    },
                    {
                        "name": "Execute",
                        "outputs": ["outputs"],
                        "run_order": 3,
                        "cloudformation": {
                            "mode": "CHANGE_SET_EXECUTE",
                            "stack_name": "movies",
                            "change_set_name": "release",
                            "output_file": "outputs.json",
                        },
                    },
                    {
                        "name": "Test",
                        "inputs": ["outputs"],
                        "run_order": 4,
                        "codebuild": {"project_arn": PROJECT, "is_test": True},
                    },
                ],
            }
        ]
    },
    "another_partition": {
        **from_github(connection_arn=CONNECTION.replace("arn:aws:", "arn:aws-us-gov:")),
        "stages": [
            {
                "name": "Deploy",
                "actions": [
                    {
                        "name": "Delete",
                        "cloudformation": {"mode": "DELETE_ONLY", "stack_name": "movies", "role_arn": STACK_ROLE},
                    },
                ],
            }
        ],
        "conditions": {
            "Deploy": {
                "before_entry": {
                    "result": "FAIL",
                    "rules": [{"name": "Probe", "inputs": ["code"], "commands": ["make probe"]}],
                }
            }
        },
    },
    "conditions": {
        "conditions": {
            "Build": {
                "before_entry": {
                    "result": "SKIP",
                    "rules": [
                        {
                            "name": "Main",
                            "variable": {"text": "#{code.BranchName}", "operator": "EQ", "value": "main"},
                        },
                    ],
                },
                "on_failure": {"result": "RETRY", "retry_mode": "ALL_ACTIONS"},
            },
            "Deploy": {
                "before_entry": {
                    "result": "FAIL",
                    "rules": [{"name": "Weekday", "deployment_window": {"cron": "* * 9-17 ? * MON-FRI"}}],
                },
                "on_success": {
                    "result": "ROLLBACK",
                    "rules": [
                        {"name": "Errors", "alarm": {"arn": ALARM, "wait_minutes": 5}},
                        {"name": "Ask", "lambda": {"function": FUNCTION, "user_parameters": "{}"}},
                        {"name": "Probe", "inputs": ["site"], "commands": ["make probe"]},
                        {"name": "Check", "inputs": ["site"], "codebuild": {"project_arn": PROJECT}},
                    ],
                },
                "on_failure": {"result": "ROLLBACK", "rules": [{"name": "Errors", "alarm": {"arn": ALARM}}]},
            },
        }
    },
    "retention": {"artifacts": {"retention_days": 14}},
    "own_key": {"artifacts": {"kms_key_arn": KEY}},
    "long_name": {"name": "Dev_the-frontend-of-the-movies_in-eu"},
    "variables_and_boundary": {
        "variables": {"channel": {"default": "beta", "description": "Where to."}, "ticket": {}},
        "role": {"permissions_boundary": BOUNDARY, "path": "/slipway/dev/"},
        "alarms": {"enabled": False},
        "sources": {"code": DATA},
    },
}


@pytest.fixture(scope="module")
def pipelines(tf_module):
    required = {"name": "site", **from_github(), "stages": STAGES}
    return tf_module.plans("modules/codepipeline", {name: {**required, **each} for name, each in SCENARIOS.items()})


@pytest.fixture(scope="module")
def default(pipelines):
    return pipelines["default"]


def stages(plan):
    """Return ``{stage: {action: its block}}``."""
    found = plan.one("aws_codepipeline")["stage"]
    return {stage["name"]: {action["name"]: action for action in stage["action"]} for stage in found}


def granted(plan):
    """Return ``{actions: resources}`` of what the sources and actions asked for."""
    document = json.loads(plan.one("aws_iam_role_policy", name="actions")["policy"])
    assert {statement["Effect"] for statement in document["Statement"]} == {"Allow"}
    return {tuple(statement["Action"]): statement["Resource"] for statement in document["Statement"]}


def configuration(plan):
    (trigger,) = plan.one("aws_codepipeline")["trigger"]
    return trigger["git_configuration"][0]


def patterns(filter_):
    """Return ``{kind: (includes, excludes)}`` of a trigger's filter."""
    return {
        kind: (block["includes"], block["excludes"])
        for kind in ("branches", "file_paths", "tags")
        for block in filter_.get(kind, [])
    }


def test_pipeline_is_of_type_v2_and_a_newer_execution_supersedes_an_older(pipelines):
    planned = pipelines["default"].one("aws_codepipeline")
    assert (planned["pipeline_type"], planned["execution_mode"]) == ("V2", "SUPERSEDED")
    assert pipelines["queued"].one("aws_codepipeline")["execution_mode"] == "QUEUED"


def test_every_source_is_an_action_of_one_stage_with_an_artifact_and_variables_of_its_name(pipelines):
    found = stages(pipelines["three_sources"])["Source"]
    assert set(found) == {"code", "data", "base"}
    for key, action in found.items():
        assert (action["output_artifacts"], action["namespace"], action["run_order"]) == ([key], key, 1)
    assert found["code"]["provider"] == "CodeStarSourceConnection"
    assert found["code"]["configuration"] == {
        "ConnectionArn": CONNECTION,
        "FullRepositoryId": "example/site",
        "BranchName": "main",
        "OutputArtifactFormat": "CODE_ZIP",
        "DetectChanges": "true",
    }
    assert found["data"]["configuration"] == {
        "S3Bucket": "data",
        "S3ObjectKey": "a/data.zip",
        "PollForSourceChanges": "false",
    }
    assert found["base"]["configuration"] == {"RepositoryName": "team/base", "ImageTag": "latest"}


def test_objects_and_images_start_the_pipeline_by_an_event_rule_each(pipelines):
    plan = pipelines["tagged_image"]

    rules = {rule["name"]: json.loads(rule["event_pattern"]) for rule in plan.all("aws_cloudwatch_event_rule")}
    assert rules == {
        "site-data": {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {"bucket": {"name": ["data"]}, "object": {"key": ["a/data.zip"]}},
        },
        "site-base": {
            "source": ["aws.ecr"],
            "detail-type": ["ECR Image Action"],
            "detail": {
                "action-type": ["PUSH"],
                "image-tag": ["v1"],
                "repository-name": ["team/base"],
                "result": ["SUCCESS"],
            },
        },
    }
    assert {target["rule"] for target in plan.all("aws_cloudwatch_event_target")} == set(rules)


def test_pipeline_of_a_repository_only_has_no_event_rules_and_no_role_for_them(default):
    assert default.all("aws_cloudwatch_event_rule") == []
    assert [role["name"] for role in default.all("aws_iam_role")] == ["site"]


@pytest.mark.parametrize(
    ("scenario", "detects_changes", "triggers"),
    [("default", "true", 0), ("no_detection", "false", 0), ("one_filter", "false", 1)],
)
def test_push_to_the_branch_starts_the_pipeline_unless_filters_or_the_user_prevent_it(
    pipelines, scenario, detects_changes, triggers
):
    plan = pipelines[scenario]
    assert stages(plan)["Source"]["code"]["configuration"]["DetectChanges"] == detects_changes
    assert len(plan.one("aws_codepipeline")["trigger"]) == triggers


def test_filters_become_one_trigger_of_the_source_with_tags_split_from_branches(pipelines):
    found = configuration(pipelines["filters"])

    assert found["source_action_name"] == "code"
    assert [patterns(item) for item in found["push"]] == [
        {"branches": (["main", "release/**"], None), "file_paths": (["site/**"], ["**.md"])},
        {"tags": (["v*"], None)},
    ]
    assert [(item["events"], patterns(item)) for item in found["pull_request"]] == [
        (["OPEN", "UPDATED"], {"branches": (["main"], None)})
    ]


def test_more_patterns_than_a_filter_takes_are_split_with_the_same_exclusions(pipelines):
    found = configuration(pipelines["many_patterns"])

    assert [patterns(item) for item in found["push"]] == [
        {"branches": (BRANCHES[:8], ["**/wip"]), "file_paths": (["site/**"], None)},
        {"branches": (BRANCHES[8:], ["**/wip"]), "file_paths": (["site/**"], None)},
    ]


def test_first_input_of_a_build_is_its_primary_source(pipelines):
    action = stages(pipelines["build_of_two_inputs"])["Build"]["Site"]
    assert action["input_artifacts"] == ["code", "data"]
    environment = json.loads(action["configuration"].pop("EnvironmentVariables"))
    assert environment == [{"name": "COMMIT", "value": "#{code.CommitId}", "type": "PLAINTEXT"}]
    assert action["configuration"] == {"ProjectName": "site", "PrimarySource": "code"}


def test_actions_have_the_configuration_of_their_providers(pipelines):
    found = stages(pipelines["all_actions"])["Release"]

    assert {name: (item["category"], item["provider"], item["run_order"]) for name, item in found.items()} == {
        "Site": ("Deploy", "S3", 1),
        "Release": ("Approval", "Manual", 1),
        "Announce": ("Invoke", "Lambda", 2),
    }
    assert found["Site"]["configuration"] == {"BucketName": "site", "Extract": "true", "CacheControl": "no-cache"}
    assert found["Release"]["timeout_in_minutes"] == 60
    assert found["Release"]["configuration"] == {
        "NotificationArn": TOPIC,
        "CustomData": "Go?",
        "ExternalEntityLink": "https://example.com",
    }
    assert found["Announce"]["configuration"] == {"FunctionName": "announce:live", "UserParameters": "{}"}


def test_role_may_use_what_sources_and_actions_name_and_nothing_else(pipelines):
    assert granted(pipelines["default"]) == {
        ("codestar-connections:UseConnection",): [CONNECTION],
        ("codebuild:BatchGetBuilds", "codebuild:StartBuild"): [PROJECT],
        ("s3:PutObject",): ["arn:aws:s3:::site/*"],
        BUCKET_ACTIONS: ["arn:aws:s3:::site"],
    }
    assert granted(pipelines["approval_and_keys"]) == {
        ("s3:GetObject", "s3:GetObjectVersion", *READ_TAGS): ["arn:aws:s3:::data/a/data.zip"],
        BUCKET_ACTIONS: ["arn:aws:s3:::data"],
        ("kms:Decrypt",): [KEY_OF_DATA],
        ("ecr:DescribeImages",): [REPOSITORY],
        ("sns:Publish",): [TOPIC],
        ("kms:Decrypt", "kms:GenerateDataKey"): [KEY],
        ("lambda:InvokeFunction",): [ALIAS],
    }


def test_role_may_copy_the_tags_of_an_object(pipelines):
    found = granted(pipelines["copied_object"])
    assert found[("s3:GetObject", "s3:GetObjectVersion", *READ_TAGS)] == ["arn:aws:s3:::data/a/data.zip"]
    assert found[("s3:PutObject", "s3:PutObjectTagging")] == ["arn:aws:s3:::site/data.zip"]


def test_a_connection_is_used_under_the_prefix_of_its_arn(pipelines):
    assert granted(pipelines["renamed_connection"])[("codeconnections:UseConnection",)] == [RENAMED_CONNECTION]


@pytest.mark.parametrize(
    ("scenario", "resource"),
    [
        ("default", "arn:aws:s3:::site/*"),
        ("deployed_to_a_folder", "arn:aws:s3:::site/next/*"),
        ("deployed_as_an_object", "arn:aws:s3:::site/site.zip"),
        ("deployed_under_the_commit", "arn:aws:s3:::site/*.zip"),
    ],
)
def test_role_may_put_the_objects_of_a_deployment_only(pipelines, scenario, resource):
    assert granted(pipelines[scenario])[("s3:PutObject",)] == [resource]


def test_artifacts_are_encrypted_versioned_never_public_and_expire(pipelines):
    plan = pipelines["retention"]

    assert plan.one("aws_s3_bucket_versioning")["versioning_configuration"][0]["status"] == "Enabled"
    block = plan.one("aws_s3_bucket_public_access_block")
    assert all(block[name] for name in block if name.startswith(("block_", "ignore_", "restrict_")))
    (rule,) = plan.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert (rule["status"], rule["expiration"][0]["days"]) == ("Enabled", 14)
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 1
    assert rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] == 1
    (encryption,) = plan.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert encryption["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256"


def test_the_callers_key_encrypts_the_artifacts_in_the_bucket_and_in_the_store(pipelines):
    plan = pipelines["own_key"]

    (rule,) = plan.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert rule["apply_server_side_encryption_by_default"] == [{"kms_master_key_id": KEY, "sse_algorithm": "aws:kms"}]
    (store,) = plan.one("aws_codepipeline")["artifact_store"]
    assert store["encryption_key"] == [{"id": KEY, "type": "KMS"}]


def test_bucket_of_a_long_name_with_capitals_has_a_name_that_s3_takes(pipelines):
    plan = pipelines["long_name"]
    assert plan.one("aws_s3_bucket")["bucket_prefix"] == "dev-the-frontend-of-the-mo-artifacts-"


def test_variables_are_declared_and_every_role_has_the_boundary_and_the_path(pipelines):
    plan = pipelines["variables_and_boundary"]

    declared = {item["name"]: item for item in plan.one("aws_codepipeline")["variable"]}
    assert (declared["channel"]["default_value"], declared["channel"]["description"]) == ("beta", "Where to.")
    assert declared["ticket"]["default_value"] is None
    roles = {role["name"]: (role["permissions_boundary"], role["path"]) for role in plan.all("aws_iam_role")}
    assert roles == dict.fromkeys(("site", "site-events"), (BOUNDARY, "/slipway/dev/"))


def test_an_execution_that_fails_has_an_alarm_unless_it_is_left_out(pipelines):
    assert pipelines["default"].one("aws_cloudwatch_metric_alarm")["alarm_name"] == "site-failed"
    assert pipelines["variables_and_boundary"].all("aws_cloudwatch_metric_alarm") == []
    for scenario in ("default", "variables_and_boundary"):
        assert_in_output(pipelines[scenario])


def test_the_role_trusts_codepipeline_for_its_own_account(default):
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/cross-service-confused-deputy-prevention.html"""
    (trust,) = json.loads(default.one("aws_iam_role", name="site")["assume_role_policy"])["Statement"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def rules(condition):
    """Return ``{rule: (provider, configuration, commands, input artifacts)}`` of a condition's block."""
    return {
        rule["name"]: (
            rule["rule_type_id"][0]["provider"],
            rule.get("configuration"),
            rule.get("commands"),
            rule.get("input_artifacts"),
        )
        for rule in condition["rule"]
    }


def test_functions_and_stacks_are_deployed(pipelines):
    found = stages(pipelines["deployments"])["Deploy"]
    assert {name: (each["category"], each["provider"]) for name, each in found.items()} == {
        "Function": ("Deploy", "Lambda"),
        "Prepare": ("Deploy", "CloudFormation"),
        "Execute": ("Deploy", "CloudFormation"),
        "Test": ("Test", "CodeBuild"),
    }
    assert found["Function"]["configuration"] == {
        "FunctionName": "announce",
        "FunctionAlias": "live",
        "DeployStrategy": "Canary10Percent5Minutes",
        "Alarms": "errors",
    }
    assert found["Prepare"]["configuration"] == {
        "ActionMode": "CHANGE_SET_REPLACE",
        "StackName": "movies",
        "ChangeSetName": "release",
        "RoleArn": STACK_ROLE,
        "TemplatePath": "code::template.yml",
        "TemplateConfiguration": "code::prod.json",
        "ParameterOverrides": '{"Version":"#{function.FunctionVersion}"}',
        "Capabilities": "CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND",
    }
    assert found["Execute"]["configuration"] == {
        "ActionMode": "CHANGE_SET_EXECUTE",
        "StackName": "movies",
        "ChangeSetName": "release",
        "OutputFileName": "outputs.json",
    }


def test_the_role_may_deploy_the_function_and_the_stack_and_pass_the_stack_s_role(pipelines):
    function = ALIAS.removesuffix(":live")
    stack = ["arn:aws:cloudformation:*:*:stack/movies/*"]
    statements = granted(pipelines["deployments"])
    calls = {actions: resources for actions, resources in statements.items() if actions[0].startswith("lambda:")}
    assert list(calls.values()) == [[function, f"{function}:*"]]
    assert statements["cloudwatch:DescribeAlarms",] == [ALARM]
    assert statements["iam:PassRole",] == [STACK_ROLE]
    on_stacks = {actions: resources for actions, resources in statements.items() if "cloudformation:" in actions[0]}
    assert on_stacks == {
        (
            "cloudformation:CreateChangeSet",
            "cloudformation:DeleteChangeSet",
            "cloudformation:DescribeChangeSet",
            "cloudformation:DescribeStacks",
        ): stack,
        ("cloudformation:DescribeChangeSet", "cloudformation:DescribeStacks", "cloudformation:ExecuteChangeSet"): stack,
    }


def test_stages_have_conditions_with_rules(pipelines):
    found = {stage["name"]: stage for stage in pipelines["conditions"].one("aws_codepipeline")["stage"]}
    (entry,) = found["Build"]["before_entry"][0]["condition"]
    assert entry["result"] == "SKIP"
    assert rules(entry) == {
        "Main": (
            "VariableCheck",
            {"Variable": "#{code.BranchName}", "Operator": "EQ", "Value": "main"},
            None,
            None,
        ),
    }
    (window,) = found["Deploy"]["before_entry"][0]["condition"]
    assert (window["result"], rules(window)) == (
        "FAIL",
        {"Weekday": ("DeploymentWindow", {"Cron": "* * 9-17 ? * MON-FRI", "TimeZone": "UTC"}, None, None)},
    )
    (retry,) = found["Build"]["on_failure"]
    assert (retry["result"], retry["retry_configuration"], retry["condition"]) == (
        "RETRY",
        [{"retry_mode": "ALL_ACTIONS"}],
        [],
    )
    (success,) = found["Deploy"]["on_success"][0]["condition"]
    assert success["result"] == "ROLLBACK"
    assert rules(success) == {
        "Errors": ("CloudWatchAlarm", {"AlarmName": "errors", "AlarmStates": "OK", "WaitTime": "5"}, None, None),
        "Ask": ("LambdaInvoke", {"FunctionName": "announce:live", "UserParameters": "{}"}, None, None),
        "Probe": ("Commands", None, ["make probe"], ["site"]),
        "Check": ("CodeBuild", {"ProjectName": "site"}, None, ["site"]),
    }
    (failure,) = found["Deploy"]["on_failure"]
    assert failure["condition"][0]["result"] == "ROLLBACK"
    assert [stage for stage, block in found.items() if block["on_success"]] == ["Deploy"]


def test_the_role_may_evaluate_the_rules(pipelines):
    statements = granted(pipelines["conditions"])
    assert statements["cloudwatch:DescribeAlarms",] == [ALARM]
    assert statements["lambda:InvokeFunction",] == [ALIAS]
    assert statements["codebuild:BatchGetBuilds", "codebuild:StartBuild"] == [PROJECT]
    group = "arn:aws:logs:*:*:log-group:/aws/codepipeline/site"
    assert statements["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"] == [group, f"{group}:*"]


def test_the_role_names_stacks_and_logs_of_the_partition_of_the_sources(pipelines):
    statements = granted(pipelines["another_partition"])
    assert statements["cloudformation:DeleteStack", "cloudformation:DescribeStacks"] == [
        "arn:aws-us-gov:cloudformation:*:*:stack/movies/*"
    ]
    group = "arn:aws-us-gov:logs:*:*:log-group:/aws/codepipeline/site"
    assert statements["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"] == [group, f"{group}:*"]
