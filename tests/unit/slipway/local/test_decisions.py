"""Reading the decisions that the local AWS records."""

import json
from dataclasses import replace

import pytest

from slipway.local.decisions import Decision, Decisions

DENIED = Decision(
    account="123456789012",
    principal="arn:aws:iam::123456789012:role/dev-get-movie",
    action="dynamodb:GetItem",
    resource="arn:aws:dynamodb:eu-central-1:123456789012:table/dev-movies",
    allowed=False,
    source="request",
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "iam-decisions.jsonl"


def append(file, text):
    with file.open("a") as stream:
        stream.write(text)


def test_only_new_and_complete_decisions_are_read(file):
    line = json.dumps(vars(DENIED))
    append(file, f"{line}\n")
    decisions = Decisions(file)
    assert decisions.new() == []

    append(file, f"{line}\n{line[:20]}")
    assert decisions.new() == [DENIED]
    assert decisions.new() == []

    append(file, f"{line[20:]}\n")
    assert decisions.new() == [DENIED]


def test_a_line_that_a_full_disk_has_cut_off_is_left_out(file):
    decisions, line = Decisions(file), json.dumps(vars(DENIED))
    append(file, f"{line[:20]}{line}\n{line[:2]}\n2\n{line}\n")
    assert decisions.new() == [DENIED]
    assert decisions.new() == []


def test_there_is_no_file_before_the_first_decision(file):
    decisions = Decisions(file)
    assert decisions.new() == []

    append(file, json.dumps(vars(DENIED)) + "\n")
    assert decisions.new() == [DENIED]


def test_the_file_of_a_local_aws_that_has_started_again_is_read_from_its_start(file):
    line = json.dumps(vars(DENIED)) + "\n"
    append(file, line * 3)
    decisions = Decisions(file)

    file.write_text(line)
    assert decisions.new() == [DENIED]
    assert decisions.new() == []


def test_there_is_no_statement_for_a_principal_that_is_not_a_role():
    user = replace(DENIED, principal="arn:aws:iam::123456789012:user/ada")
    assert user.remedy == "no identity-based policy allows it"


def test_the_advice_names_principal_action_resource_and_the_statement_of_terraform():
    assert DENIED.advice == (
        "denied: arn:aws:iam::123456789012:role/dev-get-movie: dynamodb:GetItem on "
        "arn:aws:dynamodb:eu-central-1:123456789012:table/dev-movies\n"
        '    statements = [{ actions = ["dynamodb:GetItem"], '
        'resources = ["arn:aws:dynamodb:eu-central-1:123456789012:table/dev-movies"] }]'
    )
