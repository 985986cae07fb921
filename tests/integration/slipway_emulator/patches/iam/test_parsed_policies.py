import json

import pytest

POLICY = {"Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
PARSE = """
import json
import sys
from ministack.core import iam_evaluator
from slipway_emulator.patches.iam import parsed_policies

if sys.argv[1] == "patched":
    parsed_policies.apply()

def load(text, loads=json.loads):
    print("loaded")
    return loads(text)

iam_evaluator.json.loads = load
policy, other = sys.argv[2:]
for document in (policy, policy, other, load.__defaults__[0](policy), "{", "{"):
    statements = iam_evaluator.parse_policy_document(document)
    print(*[statement.sid for statement in statements])
    statements.clear()
"""


def parsed(run_in_emulator, kind):
    other = json.dumps(POLICY).replace('"A"', '"B"')
    done = run_in_emulator(PARSE, kind, json.dumps(POLICY), other)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_each_policy_is_parsed_once(run_in_emulator):
    assert parsed(run_in_emulator, "patched") == ["loaded", "A", "A", "loaded", "B", "A", "loaded", "", ""]


@pytest.mark.upstream
def test_unpatched_ministack_parses_it_again(run_in_emulator):
    assert parsed(run_in_emulator, "unpatched") == [
        "loaded", "A", "loaded", "A", "loaded", "B", "A", "loaded", "", "loaded", ""
    ]  # fmt: skip
