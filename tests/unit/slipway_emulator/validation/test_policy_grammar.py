"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"""

import json

import pytest

from slipway_emulator.validation import policy_grammar
from slipway_emulator.validation.policy_grammar import PolicyError

SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"
STATEMENT = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:123456789012:queue"}
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def document(*statements, **sections):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **sections})


def statement(**elements):
    return {name: value for name, value in {**STATEMENT, **elements}.items() if value is not None}


def condition(operator, value):
    return statement(Condition={operator: {"aws:CurrentTime": value}})


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("no JSON", SYNTAX),
        ("[" * 100_000, SYNTAX),
        ("[]", SYNTAX),
        (document(), SYNTAX),
        (document("text"), SYNTAX),
        (document(STATEMENT, Extra=1), SYNTAX),
        (document(STATEMENT, Id=[]), SYNTAX),
        (document(STATEMENT, Version="2013-10-17"), SYNTAX),
        (document(STATEMENT, Version="2008-10-17"), "Policy document must be version 2012-10-17 or greater."),
        (document(statement(Extra=1)), SYNTAX),
        (document(statement(Effect=None)), SYNTAX),
        (document(statement(Effect="Maybe")), SYNTAX),
        (document(statement(Effect="allow")), LEGACY),
        (document(statement(Sid={})), SYNTAX),
        (document(statement(Sid="a"), statement(Sid="a")), "Statement IDs (SID) in a single policy must be unique."),
        (document(statement(Sid="a b")), "(SID) must be alpha-numeric. Check that your input satisfies the regular"),
        (document(statement(Sid="a-b")), "expression [0-9A-Za-z]*"),
        (document(statement(Action=None)), "Policy statement must contain actions."),
        (document(statement(Action=[])), "Policy statement must contain actions."),
        (document(statement(Action={})), SYNTAX),
        (document(statement(NotAction="sqs:*")), SYNTAX),
        (
            document(statement(Action="SendMessage")),
            "Actions/Conditions must be prefaced by a vendor",
        ),
        (document(statement(Action="a:b:c")), "Actions/Condition can contain only one colon."),
        (document(statement(Action="a b:c")), "Vendor a b is not valid"),
        (document(statement(Resource=None)), "Policy statement must contain resources."),
        (document(statement(Resource=[])), "Policy statement must contain resources."),
        (document(statement(Resource=[{}])), SYNTAX),
        (document(statement(Resource="queue")), 'Resource queue must be in ARN format or "*".'),
        (
            document(statement(Resource="arn:aws")),
            "Resource vendor must be fully qualified",
        ),
        (document(statement(Resource="arn:aws:sqs::queue")), LEGACY),
        (
            document(statement(Resource="arn:amazon:s3:::b")),
            'Partition "amazon" is not valid for resource',
        ),
        (document(statement(Resource="arn:aws:s3:eu-west-1::b")), "can not contain region information."),
        (document(statement(Resource="arn:aws:iam:eu-west-1::user/a")), "cannot contain region information."),
        (document(statement(Resource="arn:aws:iam::123456789012:a")), 'IAM resource path must either be "*" or start'),
        (document(statement(Principal="*")), "Policy document should not specify a principal."),
        (document(statement(Condition=[])), SYNTAX),
        (document(statement(Condition={"StringEquals": "a"})), SYNTAX),
        (document(statement(Condition={"Equals": {"aws:PrincipalArn": "a"}})), SYNTAX),
        (document(condition("DateGreaterThan", "tomorrow")), LEGACY),
        (document(condition("DateGreaterThan", "2026-13-01")), LEGACY),
        (document(condition("DateGreaterThan", str(2**63))), LEGACY),
    ],
)
def test_a_malformed_policy_is_refused_with_the_message_of_iam(policy, message):
    with pytest.raises(PolicyError) as caught:
        policy_grammar.check_identity_policy(policy, is_managed=True)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "policy",
    [
        document(STATEMENT),
        json.dumps({"Version": "2012-10-17", "Id": "a", "Statement": STATEMENT}),
        document(statement(Sid=""), statement(Sid="")),
        document(statement(Sid="Read1")),
        document(statement(Action="*", Resource="*")),
        document(statement(Action=None, NotAction=["iam:*"], Resource=["*", None])),
        document(statement(Resource="arn:aws:s3:::bucket/*")),
        document(statement(Resource="arn:aws:s3:eu-west-1:123456789012:accesspoint/a")),
        document(statement(Resource="arn:aws:iam::*:role/dev/*")),
        document(statement(Resource="arn:*:sqs:*:*:*")),
        document(statement(Resource="arn:aws:dynamodb:*:*:table/${aws:username}")),
        document(condition("DateGreaterThan", "2026-01-02T03:04:05Z")),
        document(condition("DateLessThanIfExists", "1767225600")),
        document(condition("ForAllValues:StringLike", ["a", "b"])),
        document(statement(Condition={"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"s3:max-keys": 10}})),
    ],
)
def test_a_valid_policy_is_accepted(policy):
    policy_grammar.check_identity_policy(policy, is_managed=True)


def test_an_inline_policy_may_have_the_older_version():
    policy_grammar.check_identity_policy(document(STATEMENT, Version="2008-10-17"), is_managed=False)


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("no JSON", "This policy contains invalid Json"),
        (document({**TRUST, "Resource": "*"}), "Has prohibited field Resource"),
        (document({**TRUST, "Action": "s3:GetObject"}), "AssumeRole policy may only specify STS AssumeRole actions."),
        (document({"Effect": "Allow", "Action": "sts:AssumeRole"}), "Missing required field Principal"),
        (document({**TRUST, "Principal": {"Service": "lambda"}}), 'Invalid principal in policy: "SERVICE":"lambda"'),
        (document({**TRUST, "Principal": {"AWS": "me"}}), 'Invalid principal in policy: "AWS":"me"'),
        (document({**TRUST, "Principal": {"Somebody": "*"}}), SYNTAX),
        (document({**TRUST, "Principal": "me"}), SYNTAX),
    ],
)
def test_a_malformed_trust_policy_is_refused(policy, message):
    with pytest.raises(PolicyError) as caught:
        policy_grammar.check_trust_policy(policy)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": "123456789012"},
        {"AWS": ["arn:aws:iam::123456789012:root", "arn:aws:sts::123456789012:assumed-role/a/b"]},
        {"AWS": "AROAIOSFODNN7EXAMPLE"},
        {"Service": ["lambda.amazonaws.com", "states.eu-west-1.amazonaws.com"]},
        {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
    ],
)
def test_a_trust_policy_names_accounts_services_and_providers(principal):
    actions = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    policy_grammar.check_trust_policy(document({**TRUST, "Principal": principal, "Action": actions}))


def test_a_resource_policy_needs_a_principal_and_a_resource():
    policy_grammar.check_resource_policy(document(statement(Principal="*")))
    with pytest.raises(PolicyError, match="Principal"):
        policy_grammar.check_resource_policy(document(STATEMENT))
    with pytest.raises(PolicyError, match="resources"):
        policy_grammar.check_resource_policy(document(statement(Principal="*", Resource=None)))
    policy_grammar.check_resource_policy(document(statement(Principal="*", Resource=None)), needs_resource=False)


def test_the_policy_of_a_resource_may_have_spaces_in_a_sid():
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"""
    policy_grammar.check_resource_policy(document(statement(Sid="Enable IAM User Permissions", Principal="*")))
