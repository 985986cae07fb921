"""The bootstrap as it would be made, and the input that it refuses."""

import json
from collections import Counter
from itertools import chain

import pytest
from validations import assert_refused

from slipway.deploy.actions import ACTIONS

# Together, for one provider to plan with, but not with the tests that apply the bootstrap: those take long enough.
pytestmark = pytest.mark.xdist_group("bootstrap-plan")

PREFIX = "repo:example/movies"
NEW_PREFIX = "repo:example@1234/movies@5678"
GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"


VARIABLES = {
    "github_subject_prefixes": [PREFIX, NEW_PREFIX],
    "oidc_provider_arn": PROVIDER,
    "budget": {"emails": ["owner@example.com"]},
}
SLACK = {"team_id": "T0123ABCD", "channel_id": "C0123ABCD"}
SCENARIOS = {
    "default": {},
    "no_provider": {"oidc_provider_arn": None},
    "prod_only": {"environments": ["prod"]},
    "both": {"environments": ["dev", "prod"]},
    "longest_names": {
        "name": "a-name-of-20-letters",
        "environments": ["an-environment-of-20"],
        "region": "ap-southeast-2",
    },
    "names": {
        "environments": ["dev", "prod"],
        "domain_names": {"prod": ["www.example.com", "api.example.com"]},
        "mail_domains": {"prod": ["example.com"]},
    },
    "environment_plan": {"environments": ["plan-dev"]},
    "no_pull_requests": {"pull_request_environments": []},
    "vpc": {"environments": ["dev", "prod"], "vpc_ids": {"prod": ["vpc-0b", "vpc-0a"]}},
    "alarms": {"environments": ["prod"], "alarm_emails": {"prod": ["oncall@example.com", "owner@example.com"]}},
    "slack": {"environments": ["prod"], "alarm_slack": {"prod": SLACK}},
}
REFUSED = {
    "region_is_a_city": ({"region": "Frankfurt"}, "write, for example, eu-central-1"),
    "name_in_capitals": ({"name": "Slipway"}, "write, for example, slipway"),
    "no_prefix": ({"github_subject_prefixes": []}, "must hold at least one"),
    "prefix_without_repo": ({"github_subject_prefixes": ["example/movies"]}, "must be repo:ORG/REPO"),
    "prefix_of_all_repositories": ({"github_subject_prefixes": ["repo:example/*"]}, "must be repo:ORG/REPO"),
    "prefix_with_a_wildcard": ({"github_subject_prefixes": ["repo:example/movies:*"]}, "must be repo:ORG/REPO"),
    "prefix_with_one_id": ({"github_subject_prefixes": ["repo:example@1234/movies"]}, "must be repo:ORG/REPO"),
    "all_branches": ({"branch": "*"}, "must be the name of one branch"),
    "no_environment": ({"environments": []}, "must hold names"),
    "environment_in_capitals": ({"environments": ["Dev"]}, "must hold names"),
    "environment_that_begins_with_another": ({"environments": ["dev", "dev-2"]}, "none may be the beginning"),
    "environment_of_the_name": ({"environments": ["slipway"]}, "none may begin with name"),
    "environment_that_begins_with_the_name": ({"environments": ["slipway-apply"]}, "none may begin with name"),
    "provider_of_another_host": (
        {"oidc_provider_arn": "arn:aws:iam::123456789012:oidc-provider/example.com"},
        "must be the ARN",
    ),
    "alarms_of_no_environment": ({"alarm_emails": {"test": ["a@example.com"]}}, "must be one of environments"),
    "alarms_for_nobody": ({"alarm_emails": {"prod": []}}, "must hold e-mail addresses"),
    "alarms_for_a_name": ({"alarm_emails": {"prod": ["oncall"]}}, "must hold e-mail addresses"),
    "slack_of_no_environment": ({"alarm_slack": {"test": SLACK}}, "must be one of environments"),
    "slack_channel_is_a_name": (
        {"alarm_slack": {"prod": {**SLACK, "channel_id": "#alarms"}}},
        "must hold IDs, not names",
    ),
    "name_of_no_environment": ({"domain_names": {"test": ["a.example.com"]}}, "must be one of environments"),
    "name_with_a_wildcard": ({"domain_names": {"dev": ["*.example.com"]}}, "must hold names in lower case"),
    "name_of_two_environments": (
        {"environments": ["dev", "prod"], "domain_names": {"dev": ["a.example.com"], "prod": ["a.example.com"]}},
        "a name belongs to one environment",
    ),
    "mail_domain_of_no_environment": ({"mail_domains": {"test": ["example.com"]}}, "must be one of environments"),
    "mail_domain_with_an_address": ({"mail_domains": {"dev": ["a@example.com"]}}, "must hold names in lower case"),
    "vpc_of_no_environment": ({"vpc_ids": {"test": ["vpc-0a"]}}, "must be one of environments"),
    "vpc_is_a_subnet": ({"vpc_ids": {"dev": ["subnet-0a"]}}, "must hold IDs of VPCs"),
    "budget_without_address": ({"budget": {"emails": []}}, "must hold 1 to 10"),
    "budget_address_without_domain": ({"budget": {"emails": ["nobody"]}}, "must hold 1 to 10"),
    "budget_of_nothing": ({"budget": {"emails": ["owner@example.com"], "limit_usd": 0}}, "more than 0 US dollars"),
}


@pytest.fixture(scope="module")
def plans(tf_module, stack_module):
    scenarios = {name: {**VARIABLES, **each} for name, each in SCENARIOS.items()}
    return tf_module.plans(stack_module("iac/bootstrap"), scenarios)


@pytest.fixture(scope="module")
def plan(plans):
    """Two environments in one account."""
    return plans["both"]


@pytest.fixture
def bucket_name(target):
    """``bucket_name("state")`` is the name of that bucket."""
    return lambda bucket: f"slipway-{bucket}-{target.access_key_id}-eu-central-1"


def _conditions(plan, role):
    document = json.loads(plan.one("aws_iam_role", name=role)["assume_role_policy"])
    (statement,) = document["Statement"]
    assert statement["Principal"] == {"Federated": PROVIDER}
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    return statement["Condition"]


@pytest.mark.parametrize(
    ("role", "claims"),
    [
        ("slipway-plan-dev", ["pull_request", "ref:refs/heads/main"]),
        ("slipway-plan-prod", ["ref:refs/heads/main"]),
        ("slipway-apply-dev", ["environment:dev"]),
        ("slipway-apply-prod", ["environment:prod"]),
        ("slipway-deploy-dev", ["environment:dev"]),
        ("slipway-deploy-prod", ["environment:prod"]),
    ],
)
def test_a_role_trusts_exactly_its_jobs_in_both_forms_of_the_subject(plan, role, claims):
    conditions = _conditions(plan, role)
    assert conditions.keys() == {"StringEquals"}
    claimed = {key.removeprefix(f"{GITHUB}:"): value for key, value in conditions["StringEquals"].items()}
    subjects = {f"{prefix}:{claim}" for prefix in (PREFIX, NEW_PREFIX) for claim in claims}
    assert set(claimed.pop("sub")) == subjects
    branch = {} if role.startswith("slipway-plan") else {"ref": "refs/heads/main"}
    assert claimed == {"aud": "sts.amazonaws.com", **branch}


@pytest.mark.parametrize("bucket", ["state", "artifacts"])
def test_a_bucket_is_encrypted_and_private(plan, bucket, bucket_name):
    name = bucket_name(bucket)
    (rule,) = plan.one("aws_s3_bucket_server_side_encryption_configuration", bucket=name)["rule"]
    assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256"
    block = plan.one("aws_s3_bucket_public_access_block", bucket=name)
    assert all(
        block[name]
        for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    )
    (ownership,) = plan.one("aws_s3_bucket_ownership_controls", bucket=name)["rule"]
    assert ownership["object_ownership"] == "BucketOwnerEnforced"


def test_the_state_bucket_keeps_versions(plan, bucket_name):
    assert plan.one("aws_s3_bucket_versioning")["versioning_configuration"][0]["status"] == "Enabled"
    assert not plan.one("aws_s3_bucket", bucket=bucket_name("state"))["force_destroy"]


def test_an_artifact_expires(plan, bucket_name):
    (rule,) = plan.one("aws_s3_bucket_lifecycle_configuration", bucket=bucket_name("artifacts"))["rule"]
    assert rule["status"] == "Enabled"
    assert not rule["prefix"]
    assert rule["expiration"][0]["days"] == 1
    assert rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] == 1


def test_the_first_cent_of_a_month_is_reported(plan):
    budget = plan.one("aws_budgets_budget")
    assert (float(budget["limit_amount"]), budget["limit_unit"], budget["time_unit"]) == (0.01, "USD", "MONTHLY")
    (notification,) = budget["notification"]
    assert notification["subscriber_email_addresses"] == ["owner@example.com"]
    assert (notification["notification_type"], notification["threshold"]) == ("ACTUAL", 100)


def test_the_provider_is_made_where_there_is_none(plans):
    provider = plans["no_provider"].one("aws_iam_openid_connect_provider")
    assert provider["url"] == f"https://{GITHUB}"
    assert provider["client_id_list"] == ["sts.amazonaws.com"]


def test_the_provider_that_is_there_is_used(plan):
    assert "aws_iam_openid_connect_provider" not in plan.counts()


@pytest.mark.parametrize(("name", "environment"), [("default", "dev"), ("prod_only", "prod")])
def test_an_account_has_one_environment_by_default(plans, name, environment):
    names = {role["name"] for role in plans[name].all("aws_iam_role")}
    assert names == {f"slipway-{role}-{environment}" for role in ("plan", "apply", "deploy")}


def test_no_pull_request_may_read_an_environment_that_it_is_not_for(plans):
    assert _subjects(plans["no_pull_requests"], "slipway-plan-dev") == {
        f"{prefix}:ref:refs/heads/main" for prefix in (PREFIX, NEW_PREFIX)
    }


def _subjects(plan, role):
    return set(_conditions(plan, role)["StringEquals"][f"{GITHUB}:sub"])


def test_an_environment_may_have_the_name_of_a_role(plans):
    plan = plans["environment_plan"]
    assert f"{PREFIX}:ref:refs/heads/main" in _subjects(plan, "slipway-plan-plan-dev")
    assert f"{PREFIX}:environment:plan-dev" in _subjects(plan, "slipway-apply-plan-dev")


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_deploy_role_may_make_the_calls_of_its_commands_on_its_functions_alone(
    plan, bucket_name, target, environment
):
    (policy,) = (
        policy["policy"]
        for policy in plan.all("aws_iam_role_policy", name="deploy")
        if policy["role"] == f"slipway-deploy-{environment}"
    )
    functions = f"arn:aws:lambda:eu-central-1:{target.access_key_id}:function:{environment}-*"
    resources = {
        "lambda": {functions},
        "s3": {f"arn:aws:s3:::{bucket_name('artifacts')}/{environment}-*/*.zip"},
        "cloudwatch": {"*"},
    }
    expected = {action: resources[action.partition(":")[0]] for action in chain.from_iterable(ACTIONS.values())}
    expected["lambda:DeleteFunction"] = {f"{functions}:{digit}*" for digit in range(10)}  # versions, never a function
    assert {
        action: {*_listed(statement["Resource"])}
        for statement in json.loads(policy)["Statement"]
        for action in _listed(statement["Action"])
    } == expected


def test_what_cloudfront_makes_is_granted_on_everything(plan):
    """It has no ARN yet; only afterwards can IAM distinguish it from that of others."""
    document = json.loads(plan.one("aws_iam_policy", name="slipway-apply-dev-sites")["policy"])
    created = {
        action: statement["Resource"]
        for statement in document["Statement"]
        for action in statement["Action"]
        if action.startswith("cloudfront:Create")
    }
    kinds = ("Distribution", "OriginAccessControl", "ResponseHeadersPolicy")
    functions = created.pop("cloudfront:CreateFunction")  # their ARNs have their names
    assert [arn.rpartition(":")[2] for arn in functions] == ["function/dev-*"]
    assert created == {f"cloudfront:Create{kind}": ["*"] for kind in kinds}


# Actions with neither resources nor tags, of which the README warns, and those that only list or look up.
UNLIMITED = {
    "apigateway:GET",
    "apigateway:PATCH",
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingPolicies",
    "cloudfront:CreateOriginAccessControl",
    "cloudfront:CreateResponseHeadersPolicy",
    "cloudfront:DeleteOriginAccessControl",
    "cloudfront:DeleteResponseHeadersPolicy",
    "cloudfront:GetOriginAccessControl",
    "cloudfront:GetResponseHeadersPolicy",
    "cloudfront:UpdateResponseHeadersPolicy",
    "cloudwatch:DescribeAlarms",
    "codepipeline:PutJob*Result",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:GetSecurityGroupsForVpc",
    "ecr:GetAuthorizationToken",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DeleteQueryDefinition",
    "logs:DescribeLogGroups",
    "logs:DescribeQueryDefinitions",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutQueryDefinition",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    "route53:GetChange",
    "route53:GetHostedZone",
    "route53:ListResourceRecordSets",
    "s3:ListBucket",
    "sns:GetSubscriptionAttributes",
    "sns:SetSubscriptionAttributes",
    "sns:Unsubscribe",
    "states:ValidateStateMachineDefinition",
    "xray:PutT*",
}
# Limited otherwise: to layers of other accounts, to Lambda itself and CodeBuild, to other tags than the environment's,
# and to the role that API Gateway logs with.
LIMITED_BY = (
    "ec2:AuthorizedService",
    "aws:ResourceAccount",
    "lambda:SourceFunctionArn",
    "aws:TagKeys",
    "aws:PrincipalArn",
)


def _statements(plan, environment):
    """Yield the statements of all policies of an environment's roles."""
    for policy in plan.all("aws_iam_policy"):
        if environment in policy["name"].split("-"):
            yield from json.loads(policy["policy"])["Statement"]
    for policy in plan.all("aws_iam_role_policy"):
        if policy["role"].endswith(f"-{environment}") and policy.get("policy"):
            yield from json.loads(policy["policy"])["Statement"]


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_every_grant_is_limited_to_the_environment_where_aws_can(plan, environment):
    statements = list(_statements(plan, environment))
    assert len(statements) > 60
    unlimited = {
        action
        for statement in statements
        for action in _listed(statement["Action"])
        if not all(_is_of(environment, resource) for resource in _listed(statement["Resource"]))
        and f'"{environment}"' not in json.dumps(statement.get("Condition", {}))
        and f"function:{environment}-*" not in json.dumps(statement.get("Condition", {}))
        and not any(key in json.dumps(statement.get("Condition", {})) for key in LIMITED_BY)
    }
    assert unlimited - UNLIMITED == set()


def _is_of(environment, resource):
    """Return whether the name in an ARN begins with the environment, after a prefix that the kind of resource has.

    An ARN of an alarm without a name is of none.
    """
    name = resource.split(":", 5)[-1]
    if name == "alarm:":
        return True
    return any(name.startswith(f"{part}{environment}{end}") or f"{part}{environment}{end}" in name
               for part in ("", "/", ":") for end in ("-", "/"))  # fmt: skip


# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
WITH_BOUNDARY_KEY = {
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
}


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_an_apply_role_changes_and_passes_roles_in_its_path_alone(plan, target, environment):
    account = target.access_key_id
    path = f"arn:aws:iam::{account}:role/slipway/{environment}/*"
    statements = [
        statement
        for statement in _statements(plan, environment)
        for action in _listed(statement["Action"])
        if action.startswith("iam:")
    ]
    assert {resource for statement in statements for resource in _listed(statement["Resource"])} == {path}
    for statement in statements:
        if not WITH_BOUNDARY_KEY.isdisjoint(statement["Action"]):
            boundary = f"arn:aws:iam::{account}:policy/slipway-boundary-{environment}"
            assert statement["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": boundary}}
        if "iam:PassRole" in statement["Action"]:
            assert "iam:PassedToService" in statement["Condition"]["StringEquals"]
    assert all(role["path"] == "/" for role in plan.all("aws_iam_role"))


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_plan_role_reads_no_secret(plan, environment):
    policies = [policy for policy in plan.all("aws_iam_policy") if f"-reads-{environment}-" in policy["name"]]
    assert len(policies) == 2
    actions = {
        action
        for policy in policies
        for statement in json.loads(policy["policy"])["Statement"]
        for action in statement["Action"]
    }
    of_secrets = {action for action in actions if action.startswith(("ssm:", "secretsmanager:"))}
    assert of_secrets == {"secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"}  # not the value
    writes = ("Create", "Delete", "Put", "Update", "Tag", "Untag", "Pass", "Use", "Invoke", "Start")
    assert {action for action in actions if action.partition(":")[2].startswith(writes)} == set()


def _granted(plan, policy):
    document = json.loads(plan.one("aws_iam_policy", name=policy)["policy"])
    return {action for statement in document["Statement"] for action in _listed(statement["Action"])}


def test_the_boundary_has_what_the_modules_may_grant_a_role(plan):
    """Parameters and secrets of builds, their images, and connections by both names of the service."""
    assert _granted(plan, "slipway-boundary-dev") >= {
        "codeconnections:UseConnection",
        "codestar-connections:UseConnection",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameters",
    }


def test_the_apply_role_may_use_layers_and_vpcs(plan, target):
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions"""
    granted = _granted(plan, "slipway-apply-dev-functions")
    assert granted >= {"ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"}
    document = json.loads(plan.one("aws_iam_policy", name="slipway-apply-dev-functions")["policy"])
    own, others = (each for each in document["Statement"] if "lambda:GetLayerVersion" in each["Action"])
    account = target.access_key_id
    assert own["Resource"] == [f"arn:aws:lambda:eu-central-1:{account}:layer:dev-*"]
    assert set(own["Action"]) == {f"lambda:{verb}LayerVersion" for verb in ("Delete", "Get", "Publish")}
    assert others["Condition"] == {"StringNotEquals": {"aws:ResourceAccount": account}}
    assert "lambda:GetLayerVersion" in _granted(plan, "slipway-reads-dev-resources")


def test_the_apply_role_may_use_schedules_with_the_environment_s_roles(plan, target):
    actions = {"scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"}
    schedules = [f"arn:aws:scheduler:eu-central-1:{target.access_key_id}:schedule/default/dev-*"]
    data = _having(plan, "slipway-apply-dev-data", "scheduler:CreateSchedule")
    assert (set(data["Action"]), data["Resource"]) == (actions, schedules)
    condition = _having(plan, "slipway-apply-dev-functions", "iam:PassRole")["Condition"]
    assert "scheduler.amazonaws.com" in condition["StringEquals"]["iam:PassedToService"]
    assert "scheduler:GetSchedule" in _granted(plan, "slipway-reads-dev-resources")


def test_the_apply_role_may_use_function_urls_and_a_bounded_role_may_call_them(plan):
    written = {f"lambda:{verb}FunctionUrlConfig" for verb in ("Create", "Delete", "Update")}
    assert written <= _granted(plan, "slipway-apply-dev-functions")
    assert "lambda:GetFunctionUrlConfig" in _granted(plan, "slipway-reads-dev-resources")
    assert "lambda:InvokeFunction*" in _granted(plan, "slipway-boundary-dev")


def test_a_connection_that_exists_already_can_be_passed_to_a_pipeline(plan):
    """It may have been created in the console, without a tag; one of another environment has that environment's."""
    document = json.loads(plan.one("aws_iam_policy", name="slipway-apply-dev-pipelines")["policy"])
    (statement,) = (each for each in document["Statement"] if "codeconnections:PassConnection" in each["Action"])
    assert set(statement["Action"]) == {"codeconnections:PassConnection", "codestar-connections:PassConnection"}
    assert statement["Condition"]["StringEqualsIfExists"]["aws:ResourceTag/Environment"] == "dev"


def test_an_apply_role_changes_the_records_of_its_names_alone(plans):
    """https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html"""
    action, key = "route53:ChangeResourceRecordSets", "route53:ChangeResourceRecordSetsNormalizedRecordNames"
    condition = _having(plans["names"], "slipway-apply-prod-domains", action)["Condition"]
    names = [f"{part}{name}.example.com" for part in ("_*.", "") for name in ("api", "www")]
    names.append("*._domainkey.example.com")
    assert condition == {"ForAllValues:StringLike": {key: sorted(names)}, "Null": {key: "false"}}
    for plan, environment in (("names", "dev"), ("both", "prod")):
        assert action not in _granted(plans[plan], f"slipway-apply-{environment}-domains")


@pytest.mark.parametrize("scenario", ["both", "longest_names"])
def test_every_policy_has_room(plans, scenario):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    plan = plans[scenario]
    for policy in plan.all("aws_iam_policy"):
        assert len(json.dumps(json.loads(policy["policy"]), separators=(",", ":"))) <= 6144, policy["name"]
    attached = Counter(attachment["role"] for attachment in plan.all("aws_iam_role_policy_attachment"))
    assert attached
    assert max(attached.values()) <= 10


def test_within_the_boundary_a_function_may_have_its_environment_decrypted(plan):
    document = json.loads(plan.one("aws_iam_policy", name="slipway-boundary-dev")["policy"])
    (decrypt,) = (statement for statement in document["Statement"] if "kms:Decrypt" in statement["Action"])
    assert "lambda.eu-central-1.amazonaws.com" in decrypt["Condition"]["StringEquals"]["kms:ViaService"]


def _listed(value):
    return value if isinstance(value, list) else [value]


def test_input_is_refused_with_what_to_write_instead(tf_module, stack_module):
    assert_refused(tf_module, stack_module("iac/bootstrap"), VARIABLES, REFUSED)


def test_alarms_are_mailed_from_an_encrypted_topic_that_only_cloudwatch_publishes_to(plans):
    plan = plans["alarms"]

    assert [topic["name"] for topic in plan.all("aws_sns_topic")] == ["slipway-alarms-prod"]
    mailed = {(each["protocol"], each["endpoint"]) for each in plan.all("aws_sns_topic_subscription")}
    assert mailed == {("email", "oncall@example.com"), ("email", "owner@example.com")}
    own, cloudwatch = json.loads(plan.one("aws_kms_key")["policy"])["Statement"]
    assert own["Principal"]["AWS"].endswith(":root")
    assert cloudwatch["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert cloudwatch["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]


def test_alarms_are_posted_to_slack_by_a_role_that_may_do_nothing(plans):
    plan = plans["slack"]
    assert [topic["name"] for topic in plan.all("aws_sns_topic")] == ["slipway-alarms-prod"]
    channel = plan.one("aws_chatbot_slack_channel_configuration")
    assert (channel["slack_team_id"], channel["slack_channel_id"]) == ("T0123ABCD", "C0123ABCD")
    assert not [each for each in plan.all("aws_iam_role_policy") if each["role"] == "slipway-alarms-slack"]
    assert plan.all("aws_sns_topic_subscription") == []


def test_a_topic_accepts_the_alarms_of_its_environment_alone(plans, target):
    ((statement,),) = [json.loads(each["policy"])["Statement"] for each in plans["alarms"].all("aws_sns_topic_policy")]
    assert (statement["Principal"], statement["Action"]) == ({"Service": "cloudwatch.amazonaws.com"}, "sns:Publish")
    assert statement["Resource"].endswith(":slipway-alarms-prod")
    account = target.access_key_id
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:eu-central-1:{account}:alarm:prod-*"},
    }


def _having(plan, policy, action):
    """Return the only statement of a policy with an action."""
    document = json.loads(plan.one("aws_iam_policy", name=policy)["policy"])
    (statement,) = (each for each in document["Statement"] if action in _listed(each["Action"]))
    return statement


@pytest.mark.parametrize("action", ["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"])
def test_a_function_is_attached_to_the_vpcs_of_its_environment_alone(plans, action):
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#vpc-conditions"""
    none = _having(plans["vpc"], "slipway-apply-dev-functions", action)["Condition"]
    assert none == {"Null": {"lambda:VpcIds": ["true"]}}
    some = _having(plans["vpc"], "slipway-apply-prod-functions", action)["Condition"]
    assert some == {"StringEqualsIfExists": {"lambda:VpcIds": ["vpc-0a", "vpc-0b"]}}


@pytest.mark.parametrize("action", ["codebuild:CreateProject", "codebuild:UpdateProject"])
def test_a_build_is_attached_to_the_vpcs_of_its_environment_alone(plans, action):
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html"""
    none = _having(plans["vpc"], "slipway-apply-dev-pipelines", action)["Condition"]
    assert none == {"Null": {"codebuild:vpcConfig.vpcId": ["true"]}}
    some = _having(plans["vpc"], "slipway-apply-prod-pipelines", action)["Condition"]
    assert some == {"StringEqualsIfExists": {"codebuild:vpcConfig.vpcId": ["vpc-0a", "vpc-0b"]}}


def test_a_build_in_a_vpc_may_attach_its_network_interface_to_codebuild_alone(plan):
    permission = _having(plan, "slipway-boundary-dev", "ec2:CreateNetworkInterfacePermission")
    assert permission["Condition"] == {"StringEquals": {"ec2:AuthorizedService": "codebuild.amazonaws.com"}}


def test_a_function_may_have_a_file_system_that_is_not_another_environments(plan):
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html"""
    not_prod = {"StringEqualsIfExists": {"aws:ResourceTag/Environment": "dev"}}
    mounted = _having(plan, "slipway-boundary-dev", "elasticfilesystem:ClientMount")
    mounts = {action for action in mounted["Action"] if action.startswith("elasticfilesystem:")}
    assert mounts == {"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"}
    verified = _having(plan, "slipway-apply-dev-functions", "elasticfilesystem:DescribeMountTargets")
    assert mounted["Condition"] == verified["Condition"] == not_prod


def test_only_lambda_manages_network_interfaces_and_only_in_the_region(plan):
    statement = _having(plan, "slipway-boundary-dev", "ec2:CreateNetworkInterface")
    assert all(each.startswith("arn:aws:ec2:eu-central-1:") for each in statement["Resource"])
    assert statement["Condition"] == {
        "Null": {"lambda:SourceFunctionArn": "true"},
        "StringEqualsIfExists": {"aws:ResourceTag/Environment": "dev"},
    }
    assert _having(plan, "slipway-boundary-dev", "ec2:Describe*")["Condition"] == {
        "Null": {"lambda:SourceFunctionArn": "true"}
    }


def test_a_bounded_role_reads_with_a_connection_and_does_not_push(plan):
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html"""
    condition = _having(plan, "slipway-boundary-dev", "codeconnections:UseConnection")["Condition"]
    assert condition == {
        "StringEqualsIfExists": {
            "aws:ResourceTag/Environment": "dev",
            "codeconnections:ProviderPermissionsRequired": "read_only",
            "codestar-connections:ProviderPermissionsRequired": "read_only",
        }
    }


def test_nothing_is_created_for_alarms_that_nobody_receives(plans):
    kinds = plans["default"].counts().keys()
    assert not {"aws_kms_key", "aws_sns_topic", "aws_sns_topic_subscription"} & kinds
