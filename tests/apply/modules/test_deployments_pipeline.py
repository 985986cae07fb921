"""What the apply of a deployment is held to."""

import json

EXAMPLE = "deployments-pipeline/minimal"


def test_apply_is_held_to_the_digest_of_the_plan(stack, aws):
    pipeline = aws("codepipeline").get_pipeline(name=stack.outputs["pipeline"])["pipeline"]
    (apply,) = next(stage["actions"] for stage in pipeline["stages"] if stage["name"] == "Apply")
    (digest,) = json.loads(apply["configuration"]["EnvironmentVariables"])
    assert (digest["name"], digest["value"]) == ("PLAN_SHA256", "#{plan.PLAN_SHA256}")
    assert apply["configuration"]["PrimarySource"] == "repository"


def test_only_the_apply_may_change_resources_and_only_within_its_boundary(stack, aws):
    iam = aws("iam")
    boundaries, actions = {}, {}
    for build, name in stack.outputs["projects"].items():
        role = iam.get_role(RoleName=name)["Role"]
        boundaries[build] = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")
        document = iam.get_role_policy(RoleName=name, PolicyName="build")["PolicyDocument"]
        actions[build] = {action for statement in document["Statement"] for action in statement["Action"]}
    assert (boundaries["plan"], boundaries["apply"].endswith(f"/{stack.name}-boundary")) == ("", True)
    assert ("sqs:*" in actions["plan"], "sqs:*" in actions["apply"]) == (False, True)
