"""The role of pull requests, and so of everyone who may open one within the repository."""

from refusals import refused


def test_the_plan_role_reads_only_its_environments(bootstrap, planner):
    """Not the bootstrap's own state, nor the code, settings and parameters of what else the account has."""
    bucket = bootstrap.outputs["state_bucket"]
    refused(planner.client("s3").get_object, Bucket=bucket, Key="bootstrap.tfstate")
    refused(planner.client("s3").get_bucket_policy, Bucket=bucket)
    refused(planner.client("lambda").get_function, FunctionName="other-function")
    refused(planner.client("iam").get_role, RoleName="slipway-plan-dev")
    refused(planner.client("ssm").get_parameter, Name="/other/frontend/secret")
