"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html"""

import hashlib
import json

import pytest

SOURCE = """
import os
def handler(event, context):
    return [os.environ[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
"""

# Two environments of a function start at the same time: the second one while the secret is made for the first one.
CONCURRENTLY = """
import os
import threading
os.environ["AUTH"] = "true"
from ministack.core import lambda_runtime
from ministack.services import sts
from slipway_emulator.patches.functions import session_secrets

function, role = "arn:aws:lambda:eu-central-1:123456789012:function:f", "arn:aws:iam::123456789012:role/r"
config = {"FunctionArn": function, "Role": role}
found, known = [], set()
token_hex, register = session_secrets.secrets.token_hex, sts.register_session

def start():
    found.append(lambda_runtime.execution_credentials(config)["AWS_SECRET_ACCESS_KEY"])

another = threading.Thread(target=start)

def token_hex_meanwhile(length):
    if another.ident is None:
        another.start()
        another.join(0.2)  # it may have to wait for this one
    return token_hex(length)

def register_observed(key, session):
    register(key, session)
    known.add(sts._sessions[key]["SecretAccessKey"])

session_secrets.apply()
session_secrets.secrets.token_hex, sts.register_session = token_hex_meanwhile, register_observed
start()
another.join()
start()
print(len(found), len({*found, *known}))
"""


@pytest.fixture
def session(function, role):
    """``session(aws)`` returns the keys of a function's session, and those that MiniStack derives from the ARNs."""

    def start(aws):
        role_arn = role(aws)
        arn = function(aws, SOURCE, role_arn=role_arn)
        keys = json.loads(aws("lambda").invoke(FunctionName=arn)["Payload"].read())
        digest = hashlib.sha256(f"{arn}:{role_arn}".encode()).hexdigest()
        derived = [hashlib.sha256(f"{name}:{digest}".encode()).hexdigest() for name in ("secret", "token")]
        return keys, [f"ASIA{digest[:16].upper()}", *derived]

    return start


def test_the_secret_and_the_token_are_random(aws, session):
    keys, derived = session(aws)

    assert keys[0] == derived[0]
    assert not set(keys[1:]) & set(derived[1:])


def test_a_function_can_use_its_session(aws, function):
    source = "import boto3\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()['Arn']"
    arn = function(aws, source)

    callers = [json.loads(aws("lambda").invoke(FunctionName=arn)["Payload"].read()) for _ in range(2)]

    assert all(caller.startswith("arn:aws:sts::") for caller in callers)


def test_environments_that_start_at_the_same_time_have_the_same_secret_at_every_moment(run_in_emulator):
    done = run_in_emulator(CONCURRENTLY)
    assert (done.stdout, done.returncode) == ("3 1\n", 0), done.stderr


@pytest.mark.upstream
def test_unpatched_ministack_derives_them_from_the_arns(unpatched_aws, session):
    keys, derived = session(unpatched_aws)

    assert keys == derived
