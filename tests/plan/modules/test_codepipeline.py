"""Module codepipeline: what AWS gets of stages and sources, what starts the pipeline, and what its role may do."""

import json
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[3] / "modules"
REGION = "eu-central-1:123456789012"
CONNECTION = f"arn:aws:codestar-connections:{REGION}:connection/00000000-0000-0000-0000-000000000000"
PROJECT = f"arn:aws:codebuild:{REGION}:project/site"
ALIAS = f"arn:aws:lambda:{REGION}:function:announce:live"
FUNCTION = {"function": {"alias_arn": ALIAS}}
TOPIC = f"arn:aws:sns:{REGION}:approvals"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
KEY_OF_DATA = KEY.replace("key/0", "key/1")
GITHUB = {"connection_arn": CONNECTION, "repository": "example/site"}
BUILD = {"name": "Site", "inputs": ["code"], "outputs": ["site"], "codebuild": {"project_arn": PROJECT}}
DEPLOY = {"name": "Site", "inputs": ["site"], "s3": {"bucket_arn": "arn:aws:s3:::site"}}
BUCKET_ACTIONS = ("s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning")
READ_TAGS = ("s3:GetObjectTagging", "s3:GetObjectVersionTagging")
STAGES = [{"name": "Build", "actions": [BUILD]}, {"name": "Deploy", "actions": [DEPLOY]}]


@pytest.fixture(scope="module")
def pipeline(tf_module):
    """``plan(**variables)`` of the module with a GitHub source, a build and a deployment, but for what is given."""
    stack = tf_module(MODULES / "codepipeline", name="site", sources={"code": {"github": GITHUB}}, stages=STAGES)
    return stack.plan


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


def test_pipeline_is_of_type_v2_and_newer_executions_overtake(pipeline):
    planned = pipeline().one("aws_codepipeline")
    assert (planned["pipeline_type"], planned["execution_mode"]) == ("V2", "SUPERSEDED")
    assert pipeline(execution_mode="QUEUED").one("aws_codepipeline")["execution_mode"] == "QUEUED"


def test_every_source_is_an_action_of_one_stage_with_an_artifact_and_variables_of_its_name(pipeline):
    sources = {
        "code": {"github": GITHUB},
        "data": {"s3": {"bucket_arn": "arn:aws:s3:::data", "key": "a/data.zip"}},
        "base": {"ecr": {"repository_arn": f"arn:aws:ecr:{REGION}:repository/team/base"}},
    }
    plan = pipeline(sources=sources)

    found = stages(plan)["Source"]
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


def test_objects_and_images_start_the_pipeline_by_event_rules_of_their_own(pipeline):
    sources = {
        "code": {"github": GITHUB},
        "data": {"s3": {"bucket_arn": "arn:aws:s3:::data", "key": "a/data.zip"}},
        "base": {"ecr": {"repository_arn": f"arn:aws:ecr:{REGION}:repository/team/base", "tag": "v1"}},
    }
    plan = pipeline(sources=sources)

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


def test_pipeline_of_a_repository_only_has_no_event_rules_and_no_role_for_them(pipeline):
    plan = pipeline()
    assert plan.all("aws_cloudwatch_event_rule") == []
    assert [role["name"] for role in plan.all("aws_iam_role")] == ["site"]


def test_push_to_the_branch_starts_the_pipeline_unless_filters_or_the_user_say_otherwise(pipeline):
    def detects(**github):
        plan = pipeline(sources={"code": {"github": GITHUB | github}})
        action = stages(plan)["Source"]["code"]
        return action["configuration"]["DetectChanges"], len(plan.one("aws_codepipeline")["trigger"])

    assert detects() == ("true", 0)
    assert detects(detect_changes=False) == ("false", 0)
    assert detects(push=[{"branches": {"includes": ["main"]}}]) == ("false", 1)


def test_filters_become_one_trigger_of_the_source_with_tags_split_from_branches(pipeline):
    push = {
        "branches": {"includes": ["main", "release/**"]},
        "file_paths": {"includes": ["site/**"], "excludes": ["**.md"]},
        "tags": {"includes": ["v*"]},
    }
    pull_request = {"events": ["OPEN", "UPDATED"], "branches": {"includes": ["main"]}}
    github = GITHUB | {"push": [push], "pull_request": [pull_request]}

    found = configuration(pipeline(sources={"code": {"github": github}}))

    assert found["source_action_name"] == "code"
    assert [patterns(item) for item in found["push"]] == [
        {"branches": (["main", "release/**"], None), "file_paths": (["site/**"], ["**.md"])},
        {"tags": (["v*"], None)},
    ]
    assert [(item["events"], patterns(item)) for item in found["pull_request"]] == [
        (["OPEN", "UPDATED"], {"branches": (["main"], None)})
    ]


def test_more_patterns_than_a_filter_takes_are_split_and_what_is_excluded_is_in_each_piece(pipeline):
    names = [f"team-{number}/**" for number in range(10)]
    push = {"branches": {"includes": names, "excludes": ["**/wip"]}, "file_paths": {"includes": ["site/**"]}}

    found = configuration(pipeline(sources={"code": {"github": GITHUB | {"push": [push]}}}))

    assert [patterns(item) for item in found["push"]] == [
        {"branches": (names[:8], ["**/wip"]), "file_paths": (["site/**"], None)},
        {"branches": (names[8:], ["**/wip"]), "file_paths": (["site/**"], None)},
    ]


def test_first_input_of_a_build_is_its_primary_source(pipeline):
    sources = {"code": {"github": GITHUB}, "data": {"s3": {"bucket_arn": "arn:aws:s3:::data", "key": "data.zip"}}}
    build = BUILD | {
        "inputs": ["code", "data"],
        "codebuild": {"project_arn": PROJECT, "environment": {"COMMIT": "#{code.CommitId}"}},
    }
    plan = pipeline(sources=sources, stages=[{"name": "Build", "actions": [build]}])

    action = stages(plan)["Build"]["Site"]
    assert action["input_artifacts"] == ["code", "data"]
    environment = json.loads(action["configuration"].pop("EnvironmentVariables"))
    assert environment == [{"name": "COMMIT", "value": "#{code.CommitId}", "type": "PLAINTEXT"}]
    assert action["configuration"] == {"ProjectName": "site", "PrimarySource": "code"}


def test_actions_are_configured_as_their_providers_read_them(pipeline):
    actions = [
        DEPLOY | {"s3": DEPLOY["s3"] | {"cache_control": "no-cache"}},
        {
            "name": "Release",
            "timeout_minutes": 60,
            "approval": {"topic_arn": TOPIC, "message": "Go?", "url": "https://example.com"},
        },
        {"name": "Announce", "run_order": 2, "lambda": {"function": FUNCTION, "user_parameters": "{}"}},
    ]
    found = stages(pipeline(stages=[STAGES[0], {"name": "Release", "actions": actions}]))["Release"]

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


def test_role_may_do_what_is_declared_and_nothing_else(pipeline):
    assert granted(pipeline()) == {
        ("codestar-connections:UseConnection",): [CONNECTION],
        ("codebuild:BatchGetBuilds", "codebuild:StartBuild"): [PROJECT],
        ("s3:PutObject",): ["arn:aws:s3:::site/*"],
        BUCKET_ACTIONS: ["arn:aws:s3:::site"],
    }
    sources = {
        "data": {"s3": {"bucket_arn": "arn:aws:s3:::data", "key": "data.zip", "kms_key_arn": KEY_OF_DATA}},
        "base": {"ecr": {"repository_arn": f"arn:aws:ecr:{REGION}:repository/base"}},
    }
    actions = [
        {"name": "Approve", "approval": {"topic_arn": TOPIC, "kms_key_arn": KEY}},
        {"name": "Announce", "lambda": {"function": FUNCTION}},
    ]
    assert granted(pipeline(sources=sources, stages=[{"name": "Release", "actions": actions}])) == {
        ("s3:GetObject", "s3:GetObjectVersion", *READ_TAGS): ["arn:aws:s3:::data/data.zip"],
        BUCKET_ACTIONS: ["arn:aws:s3:::data"],
        ("kms:Decrypt",): [KEY_OF_DATA],
        ("ecr:DescribeImages",): [f"arn:aws:ecr:{REGION}:repository/base"],
        ("sns:Publish",): [TOPIC],
        ("kms:Decrypt", "kms:GenerateDataKey"): [KEY],
        ("lambda:InvokeFunction",): [ALIAS],
    }


def test_role_may_take_the_tags_of_an_object_along(pipeline):
    data = {"data": {"s3": {"bucket_arn": "arn:aws:s3:::data", "key": "data.zip"}}}
    deploy = DEPLOY | {"inputs": ["data"], "s3": DEPLOY["s3"] | {"key": "data.zip", "extract": False}}
    found = granted(pipeline(sources=data, stages=[{"name": "Deploy", "actions": [deploy]}]))
    assert found[("s3:GetObject", "s3:GetObjectVersion", *READ_TAGS)] == ["arn:aws:s3:::data/data.zip"]
    assert found[("s3:PutObject", "s3:PutObjectTagging")] == ["arn:aws:s3:::site/data.zip"]


def test_a_connection_is_used_under_the_prefix_of_its_arn(pipeline):
    renamed = CONNECTION.replace("codestar-connections", "codeconnections")
    plan = pipeline(sources={"code": {"github": GITHUB | {"connection_arn": renamed}}})
    assert granted(plan)[("codeconnections:UseConnection",)] == [renamed]


@pytest.mark.parametrize(
    ("s3", "resource"),
    [
        ({}, "arn:aws:s3:::site/*"),
        ({"key": "next"}, "arn:aws:s3:::site/next/*"),
        ({"key": "site.zip", "extract": False}, "arn:aws:s3:::site/site.zip"),
        ({"key": "#{code.CommitId}.zip", "extract": False}, "arn:aws:s3:::site/*.zip"),
    ],
)
def test_role_may_put_the_objects_of_a_deployment_only(pipeline, s3, resource):
    deploy = DEPLOY | {"s3": DEPLOY["s3"] | s3}
    plan = pipeline(stages=[STAGES[0], {"name": "Deploy", "actions": [deploy]}])
    assert granted(plan)[("s3:PutObject",)] == [resource]


def test_artifacts_are_encrypted_versioned_never_public_and_expire(pipeline):
    plan = pipeline(artifacts={"retention_days": 14})

    assert plan.one("aws_s3_bucket_versioning")["versioning_configuration"][0]["status"] == "Enabled"
    block = plan.one("aws_s3_bucket_public_access_block")
    assert all(block[name] for name in block if name.startswith(("block_", "ignore_", "restrict_")))
    (rule,) = plan.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert (rule["status"], rule["expiration"][0]["days"]) == ("Enabled", 14)
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 1
    assert rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] == 1
    (encryption,) = plan.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert encryption["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256"


def test_a_key_of_ones_own_encrypts_the_artifacts_in_the_bucket_and_in_the_store(pipeline):
    plan = pipeline(artifacts={"kms_key_arn": KEY})

    (rule,) = plan.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert rule["apply_server_side_encryption_by_default"] == [{"kms_master_key_id": KEY, "sse_algorithm": "aws:kms"}]
    (store,) = plan.one("aws_codepipeline")["artifact_store"]
    assert store["encryption_key"] == [{"id": KEY, "type": "KMS"}]


def test_bucket_of_a_long_name_with_capitals_has_a_name_that_s3_takes(pipeline):
    plan = pipeline(name="Dev_the-frontend-of-the-movies_in-eu")
    assert plan.one("aws_s3_bucket")["bucket_prefix"] == "dev-the-frontend-of-the-mo-artifacts-"


def test_variables_are_declared_and_roles_are_bounded(pipeline):
    boundary = "arn:aws:iam::123456789012:policy/boundary"
    variables = {"channel": {"default": "beta", "description": "Where to."}, "ticket": {}}
    sources = {"code": {"s3": {"bucket_arn": "arn:aws:s3:::data", "key": "data.zip"}}}
    plan = pipeline(variables=variables, permissions_boundary=boundary, sources=sources)

    declared = {item["name"]: item for item in plan.one("aws_codepipeline")["variable"]}
    assert (declared["channel"]["default_value"], declared["channel"]["description"]) == ("beta", "Where to.")
    assert declared["ticket"]["default_value"] is None
    assert {role["name"]: role["permissions_boundary"] for role in plan.all("aws_iam_role")} == {
        "site": boundary,
        "site-events": boundary,
    }
