"""Grants compared with decisions: what is denied, used and unused, and what to write or remove."""

import pytest

from slipway.config.project import UnusedGrants
from slipway.iam.audit import audit
from slipway.iam.grants import Role, of
from slipway.iam.report import is_clean, markdown, report, text
from slipway.local.decisions import Decision

ROLE = "arn:aws:iam::123456789012:role/dev-orders"
ORDERS, NOTES = ("arn:aws:dynamodb:eu-central-1:123456789012:table/" + name for name in ("orders", "notes"))
GET, PUT = "dynamodb:GetItem", "dynamodb:PutItem"
CONDITION = {"StringEquals": {"ses:FromAddress": ["a@example.com"]}}


def decision(action, resource, allowed=True, principal=ROLE, **fields):
    return Decision("123456789012", principal, action, resource, allowed, "request", **fields)


def audited(statements, *decisions, policy="function", expected=(), failures=None):
    document = {"Version": "2012-10-17", "Statement": statements}
    (found,) = audit([Role(ROLE, tuple(of(ROLE, policy, document)), failures or {})], decisions, expected)
    return found


def allow(action, resource, **elements):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **elements}


def unused(*arguments, **options):
    return [(str(grant.action), str(grant.resource)) for grant in audited(*arguments, **options).unused]


def test_an_unused_resource_counts_for_each_action():
    used = decision(GET, ORDERS), decision(PUT, ORDERS), decision(GET, NOTES)
    assert unused([allow([GET, PUT], [ORDERS, NOTES])], *used) == [(PUT, NOTES)]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:*", "*"),
        ("DYNAMODB:getitem", ORDERS),  # actions are compared without regard to case
        ("dynamodb:Get*", ORDERS[:-1] + "?"),
        ("*", "arn:aws:dynamodb:*:*:table/orders"),
        (GET, "arn:aws:dynamodb:eu-central-1:${aws:PrincipalAccount}:table/orders"),
    ],
)
def test_wildcards_and_policy_variables_match_what_was_called(action, resource):
    assert unused(allow(action, resource), decision(GET, ORDERS)) == []


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        (GET, ORDERS.upper()),  # resources are compared with regard to case
        (GET, ORDERS + "?"),
        ("dynamodb:Get", "*"),
        (GET, ORDERS.replace("orders", "${*}")),  # not a wildcard, but the character
        (GET, ORDERS.replace(".", "x").replace("table/", "table.")),
    ],
)
def test_what_only_resembles_the_call_is_unused(action, resource):
    assert unused([allow(action, resource)], decision(GET, ORDERS)) == [(action, resource)]


def test_an_escaped_wildcard_is_the_character():
    assert unused(allow("s3:GetObject", "arn:aws:s3:::b/${*}"), decision("s3:GetObject", "arn:aws:s3:::b/*")) == []


def test_not_action_and_not_resource_grant_everything_else():
    statement = {"Effect": "Allow", "NotAction": ["iam:*", GET], "NotResource": NOTES}
    (grant,) = audited(statement, decision(GET, ORDERS), decision(PUT, NOTES)).unused
    assert (str(grant.action), str(grant.resource)) == (f"all except iam:*, {GET}", f"all except {NOTES}")
    assert unused(statement, decision(PUT, ORDERS)) == []


def test_a_deny_is_not_a_grant_and_a_denied_call_uses_none():
    deny = {"Effect": "Deny", "Action": "*", "Resource": NOTES}
    call = decision(GET, NOTES, allowed=False, reason="with an explicit deny in an identity-based policy")
    found = audited([allow(GET, "*"), deny], call)
    assert [str(grant.resource) for grant in found.unused] == ["*"]
    assert [each.remedy for each in found.denied] == [
        "with an explicit deny in an identity-based policy, so a statement of the role can't"
    ]


def test_a_statement_whose_condition_was_not_met_is_unused():
    statements = [allow("ses:SendEmail", "*", Condition=CONDITION), allow("ses:*", "*")]
    without, met = (decision("ses:SendEmail", "x", conditions=conditions) for conditions in ([], [CONDITION]))
    assert unused(statements, without) == [("ses:SendEmail", "*")]
    assert unused(statements, met) == []


def test_calls_of_other_roles_do_not_count():
    other = decision(GET, ORDERS, principal=f"{ROLE}-other")
    assert unused(allow(GET, ORDERS), other) == [(GET, ORDERS)]


def test_a_denied_call_names_the_statement_and_counts_until_the_role_may_make_it():
    denied, allowed = decision(GET, ORDERS, allowed=False), decision(GET, ORDERS)
    (found,) = audited([], denied, denied).denied
    assert found.remedy == f'statements = [{{ actions = ["{GET}"], resources = ["{ORDERS}"] }}]'
    assert audited([], allowed, denied).denied == (denied,)
    assert audited([], denied, allowed).denied == ()
    assert audited([allow(GET, ORDERS)], denied).denied == ()  # granted since, and not called again
    assert audited([allow(GET, ORDERS, Condition=CONDITION)], denied).denied == (denied,)


def test_a_statement_can_not_help_against_a_permissions_boundary():
    denied = decision(GET, ORDERS, allowed=False, reason="no permissions boundary allows it")
    found = audited([allow(GET, ORDERS)], denied)
    assert found.denied == (denied,)
    assert found.denied[0].advice.splitlines()[1] == (
        "    no permissions boundary allows it, so a statement of the role can't"
    )


def test_grants_that_only_aws_uses_are_expected_with_their_reason():
    expected = [UnusedGrants(role="*-orders", actions=("s3:Get*",), reason="https://docs.example.com")]
    found = audited([allow(["s3:GetBucketAcl", GET], "*")], expected=expected)
    assert [str(grant.action) for grant in found.unused] == [GET]
    assert [(str(grant.action), reason) for grant, reason in found.expected] == [
        ("s3:GetBucketAcl", "https://docs.example.com")
    ]


@pytest.mark.parametrize(
    ("calls", "removed"),
    [
        ([], ["remove {…}"] * 4),
        ([(GET, ORDERS), (GET, NOTES)], [f'remove "{PUT}" from actions of {{…}}'] * 2),
        ([(GET, ORDERS), (PUT, ORDERS)], [f'remove "{NOTES}" from resources of {{…}}'] * 2),
        (
            [(GET, ORDERS), (PUT, ORDERS), (GET, NOTES)],
            [f'move "{PUT}" to a statement without "{NOTES}", out of {{…}}'],
        ),
    ],
)
def test_the_report_names_what_to_remove(calls, removed):
    (role,) = report([audited(allow([GET, PUT], [ORDERS, NOTES]), *(decision(*call) for call in calls))])
    source = f'{{ actions = ["{GET}", "{PUT}"], resources = ["{ORDERS}", "{NOTES}"] }}'
    assert [each["remove"].replace(source, "{…}") for each in role["unused"]] == removed


def test_a_managed_policy_of_aws_is_replaced_by_what_is_used():
    policy = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"
    (role,) = report([audited(allow([GET, PUT], "*"), decision(GET, ORDERS), policy=policy)])
    assert [each["remove"] for each in role["unused"]] == [
        f'detach {policy}, and use statements = [{{ actions = ["{GET}"], resources = ["*"] }}] instead'
    ]
    own = "arn:aws:iam::123456789012:policy/orders"
    (role,) = report([audited(allow([GET, PUT], "*"), decision(GET, ORDERS), policy=own)])
    assert role["unused"][0]["remove"].startswith(f'remove "{PUT}" from actions of')


def test_the_text_has_what_is_wrong_and_the_numbers_of_all():
    found = report([audited(allow([GET, PUT], ORDERS), decision(GET, ORDERS), decision(GET, NOTES, allowed=False))])
    assert text(found) == "\n".join(
        [
            ROLE,
            f"  denied  {GET} on {NOTES}",
            f'          statements = [{{ actions = ["{GET}"], resources = ["{NOTES}"] }}]',
            f"  unused  {PUT} on {ORDERS}",
            f'          remove "{PUT}" from actions of {{ actions = ["{GET}", "{PUT}"], resources = ["{ORDERS}"] }}',
            "roles: 1; grants: 1 used, 1 unused, 0 expected to be unused; denied calls: 1",
        ]
    )
    assert not is_clean(found)
    assert is_clean(report([audited(allow(GET, ORDERS), decision(GET, ORDERS))]))


def test_a_grant_of_several_statements_is_listed_and_counted_once():
    twice = [allow([GET, PUT], ORDERS), allow(PUT, [ORDERS, NOTES]), allow(PUT, ORDERS, Condition={"Bool": {"a": "b"}})]
    lines = text(report([audited(twice, decision(GET, ORDERS), decision(PUT, NOTES))])).splitlines()
    assert lines[1:] == [
        f"  unused  {PUT} on {ORDERS}",
        f'          remove "{PUT}" from actions of {{ actions = ["{GET}", "{PUT}"], resources = ["{ORDERS}"] }}',
        f'          remove "{ORDERS}" from resources of {{ actions = ["{PUT}"], resources = ["{ORDERS}", "{NOTES}"] }}',
        f'  unused  {PUT} on {ORDERS} if {{"Bool": {{"a": "b"}}}}',
        f'          remove {{ actions = ["{PUT}"], resources = ["{ORDERS}"] }}',
        "roles: 1; grants: 2 used, 2 unused, 0 expected to be unused; denied calls: 0",
    ]


def test_the_table_names_the_tests_that_prove_each_grant():
    calls = decision(GET, ORDERS, tests=("tests/test_api.py::test_read", "tests/test_b.py::test_b"))
    found = report([audited(allow([GET, PUT], ORDERS), calls)])
    rows = [line for line in markdown(found, 60_000).splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `dev-orders` | `{GET}` | `{ORDERS}` | `tests/test_api.py::test_read` or `tests/test_b.py::test_b` |",
        f"| `dev-orders` | `{PUT}` | `{ORDERS}` | **nothing** |",
    ]


def test_a_table_that_is_too_long_says_how_many_rows_are_left_out():
    found = report([audited([allow(f"s3:Get{number}", "*") for number in range(500)])])
    shown = markdown(found, 10_000)
    assert len(shown) <= 10_000
    assert shown.rstrip().endswith("more rows are left out.")


QUEUE, REASON = "arn:aws:sqs:eu-central-1:123456789012:dead-letter", "AWS uses it only if the function can't"


@pytest.mark.parametrize(
    ("action", "resource", "is_expected"),
    [
        ("sqs:SendMessage", QUEUE, True),
        ("SQS:sendmessage", QUEUE, True),
        ("sqs:SendMessage", f"{QUEUE}s", False),
        ("sqs:SendMessage", "*", False),
        ("sqs:*", QUEUE, False),
        ("sqs:ReceiveMessage", QUEUE, False),
    ],
)
def test_only_the_grant_that_a_failure_needs_is_expected(action, resource, is_expected):
    found = audited(allow(action, resource), failures={QUEUE: REASON})
    assert [reason for _, reason in found.expected] == [REASON] * is_expected
    assert len(found.unused) == (not is_expected)


def test_a_failure_that_has_happened_proves_its_grant():
    found = audited(allow("sqs:SendMessage", QUEUE), decision("sqs:SendMessage", QUEUE), failures={QUEUE: REASON})
    assert (found.expected, len(found.used)) == ((), 1)
