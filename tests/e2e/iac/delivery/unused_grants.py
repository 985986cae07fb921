"""Which grants of the roles of iac/delivery nothing has used, without those that AWS prescribes."""

# By role: https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html,
# https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-LambdaDeploy.html and
# https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
_ARTIFACTS = {"s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetObjectVersion"}
_BUILDS = ("acceptance", "dependencies", "insert-data", "site", "verify")
_TAGGING = {"s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObjectTagging"}
_FAILURE = {"codepipeline:PutJobFailureResult"}  # these actions don't fail in test_delivery.py
_LAMBDA_DEPLOY = {"lambda:GetFunction", "lambda:PublishVersion", "lambda:UpdateFunctionCode"}
PRESCRIBED = {
    "prod-delivery": _ARTIFACTS | _TAGGING | _LAMBDA_DEPLOY,
    "prod-deploy-api": _FAILURE,
    "prod-deploy-site": _FAILURE,
    **{f"prod-delivery-{name}": {"s3:GetObjectVersion"} for name in _BUILDS},
}

Grants = set[tuple[str, str, str]]


def useless(grants: Grants, never: Grants) -> set[tuple[str, str]]:
    """Return each (role, action) that is used on no resource.

    Which resources an action may have is another test: not each function and table is changed by test_delivery.py.

    Args:
        grants: all (role ARN, action, resource).
        never: those that nothing has used.
    """
    used = {(arn, action) for arn, action, _ in grants - never}
    found = {(arn.rpartition("/")[2], action) for arn, action, _ in never if (arn, action) not in used}
    return {(role, action) for role, action in found if action not in PRESCRIBED.get(role, ())}
