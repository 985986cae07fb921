"""The role that pull requests have, and so whoever may open one within the repository."""

from refusals import refused


def test_the_plan_role_changes_nothing(bootstrap, movies_stack, planner):
    state = {"Bucket": bootstrap.outputs["state_bucket"], "Key": "dev/movies.tfstate"}
    assert planner.client("s3").get_object(**state)["Body"].read()
    refused(planner.client("s3").put_object, Body=b"{}", **state)
    refused(planner.client("s3").delete_object, **state)
    for call in ("put_object", "delete_object"):  # of an apply that is at work
        refused(getattr(planner.client("s3"), call), **{**state, "Key": "dev/movies.tfstate.tflock"})
    refused(planner.client("lambda").update_alias, FunctionName="dev-get-movie", Name="live", Description="x")
    refused(planner.client("lambda").invoke, FunctionName="dev-get-movie")
    refused(planner.client("dynamodb").scan, TableName="dev-movies")
    refused(planner.client("iam").delete_role, RoleName="dev-get-movie")


def test_the_plan_role_reads_nothing_but_its_environments(bootstrap, planner):
    """Not the bootstrap's own state, nor the code, settings and parameters of what else the account has."""
    bucket = bootstrap.outputs["state_bucket"]
    refused(planner.client("s3").get_object, Bucket=bucket, Key="bootstrap.tfstate")
    refused(planner.client("s3").get_bucket_policy, Bucket=bucket)
    refused(planner.client("lambda").get_function, FunctionName="other-function")
    refused(planner.client("iam").get_role, RoleName="slipway-plan")
    refused(planner.client("ssm").get_parameter, Name="/other/frontend/secret")
