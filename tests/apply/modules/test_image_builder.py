"""The permissions of the builds of an image."""

EXAMPLE = "image-builder/terragrunt"


def test_build_may_push_to_its_repository_and_to_no_other(stack, aws):
    document = aws("iam").get_role_policy(RoleName=stack.name, PolicyName="build")["PolicyDocument"]
    resources = {
        action: statement["Resource"]
        for statement in document["Statement"]
        for action in statement["Action"]
        if action.startswith("ecr:")
    }
    assert resources.pop("ecr:GetAuthorizationToken") == ["*"]
    assert {arn.rpartition(":repository/")[2] for arns in resources.values() for arn in arns} == {
        f"{stack.name}/terragrunt"
    }
    assert {"ecr:PutImage", "ecr:UploadLayerPart"} < set(resources)
