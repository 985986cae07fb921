"""The stack under the roles of iac/bootstrap: enough for it, and within the boundary."""

from fnmatch import fnmatch

from refusals import refused

from .conftest import actions_of


def test_the_boundary_has_every_action_that_the_stacks_grant_their_roles(movies_stack, stack, aws, granted):
    """The local AWS doesn't ask for all of them, such as those of an object's tags."""
    iam, bound = aws("iam"), granted("slipway-boundary-dev")
    roles = [arn.rpartition("/")[2] for arn in (*movies_stack.roles, *stack.roles)]
    needed = {
        action
        for role in roles
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
        for action in actions_of(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
    }
    assert len(needed) > 20
    assert {action for action in needed if not any(fnmatch(action, pattern) for pattern in bound)} == set()


def test_every_role_is_in_the_path_of_dev_and_trusts_its_service_for_this_account_alone(movies_stack, stack, aws):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    for arn in (*movies_stack.roles, *stack.roles):
        role = aws("iam").get_role(RoleName=arn.rpartition("/")[2])["Role"]
        assert role["Path"] == "/slipway/dev/"
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        if trust["Principal"] != {"Service": "apigateway.amazonaws.com"}:  # which names no source
            assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": arn.split(":")[4]}}


def test_the_plan_role_changes_nothing_and_reads_no_artifact(stack, planner):
    s3, ssm, codepipeline = (planner.client(service) for service in ("s3", "ssm", "codepipeline"))
    refused(s3.put_object, Bucket=stack.metadata_bucket, Key="search.zip", Body=b"")
    refused(s3.get_object, Bucket=stack.site_bucket, Key="index.html")
    refused(ssm.put_parameter, Name=stack.slack_webhook_parameter, Value="x", Overwrite=True)
    refused(codepipeline.start_pipeline_execution, name=stack.pipeline_name)
