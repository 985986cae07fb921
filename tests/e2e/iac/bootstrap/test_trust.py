"""Who gets a session of which role: jobs of the repository, and of the environment, and nobody else."""

from functools import partial

import pytest
from bootstrap_stack import NEW_PREFIX, PREFIX, assume_role
from botocore.exceptions import ClientError

CLAIMS = {
    "plan-dev": ["pull_request", "ref:refs/heads/main"],
    "plan-prod": ["ref:refs/heads/main"],  # not a pull request, whose code its author alone has seen
    "apply-dev": ["environment:dev"],
    "apply-prod": ["environment:prod"],
    "deploy-dev": ["environment:dev"],
    "deploy-prod": ["environment:prod"],
}
EVERY_CLAIM = [
    "environment:Dev",
    "environment:dev",
    "environment:prod",
    "environment:test",
    "pull_request",
    "ref:refs/heads/feature",
    "ref:refs/heads/main",
    "ref:refs/tags/main",
]


@pytest.fixture
def assume(run_target):
    """``assume(role_arn, subject)`` returns a role's credentials, like configure-aws-credentials in a job."""
    return partial(assume_role, run_target)


@pytest.fixture
def role_arn(bootstrap):
    """``role_arn("apply-dev")`` is the ARN of that role."""
    plan = bootstrap.outputs["plan_role_arns"]["dev"]
    return lambda role: f"{plan.removesuffix('plan-dev')}{role}"


@pytest.mark.parametrize("prefix", [PREFIX, NEW_PREFIX])
@pytest.mark.parametrize("role", CLAIMS)
def test_a_job_gets_its_role(assume, role_arn, role, prefix):
    for claim in CLAIMS[role]:
        session = assume(role_arn(role), f"{prefix}:{claim}")
        assert f":assumed-role/slipway-{role}/" in session.client("sts").get_caller_identity()["Arn"]


@pytest.mark.parametrize("prefix", [PREFIX, NEW_PREFIX])
@pytest.mark.parametrize("role", CLAIMS)
def test_another_branch_or_environment_is_refused(assume, role_arn, role, prefix):
    for claim in EVERY_CLAIM:
        if claim not in CLAIMS[role]:
            with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
                assume(role_arn(role), f"{prefix}:{claim}")


@pytest.mark.parametrize("ref", ["refs/heads/feature", "refs/heads/Main", "refs/tags/main", "refs/pull/7/merge", None])
@pytest.mark.parametrize("role", [role for role in CLAIMS if not role.startswith("plan-")])
def test_a_job_of_the_environment_on_another_branch_is_refused(assume, role_arn, role, ref):
    """Its subject is the same: who set up the environment may have forgotten to limit its branches."""
    with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        assume(role_arn(role), f"{PREFIX}:{CLAIMS[role][0]}", ref=ref)


@pytest.mark.parametrize(
    "prefix",
    [
        "repo:example/movies2",
        "repo:example/Movies",
        "repo:other/movies",
        "repo:example@9/movies@5678",
        "repo:example@1234/movies@9",
        "repo:example/movies@5678",
        "",
    ],
)
@pytest.mark.parametrize("role", CLAIMS)
def test_another_repository_is_refused(assume, role_arn, role, prefix):
    with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        assume(role_arn(role), f"{prefix}:{CLAIMS[role][0]}")


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"aud": "https://github.com/example"}, "InvalidIdentityToken"),
        ({"iss": "https://token.actions.example.com"}, "InvalidIdentityToken"),
        ({"exp": 1}, "ExpiredTokenException"),
    ],
)
def test_a_token_for_somebody_else_of_somebody_else_or_late_is_refused(assume, role_arn, claims, code):
    with pytest.raises(ClientError) as refused:
        assume(role_arn("plan-dev"), f"{PREFIX}:pull_request", **claims)
    assert refused.value.response["Error"]["Code"] == code
