import json

import pytest

READ = """
import json
import sys
from botocore.session import Session
from ministack.core import router

if sys.argv[1] == "patched":
    from slipway_emulator.patches.http import unserved_services
    unserved_services.apply()

read = []
get_service_model = Session.get_service_model
Session.get_service_model = lambda self, name, *version: read.append(name) or get_service_model(self, name, *version)
found = []
for name in sys.argv[2:]:
    scope = f"Credential=123456789012/20260101/eu-central-1/{name}/aws4_request"
    headers = {"authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=none"}
    found.append([router.detect_service("POST", "/", headers, {}), len(read) > 300])
print(json.dumps(found))
"""


def read(run_in_emulator, how, *names):
    done = run_in_emulator(READ, how, *names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_models_are_read_only_for_a_name_that_no_service_has(run_in_emulator):
    """Those of AWS Marketplace sign as ``aws-marketplace``."""
    found = read(run_in_emulator, "patched", "xray", "lambda", "aws-marketplace", "example")

    assert found == [["xray", False], ["lambda", False], ["aws-marketplace", True], ["s3", True]]


@pytest.mark.upstream
def test_unpatched_ministack_reads_all_models_for_the_first_service_that_it_does_not_have(run_in_emulator):
    assert read(run_in_emulator, "unpatched", "lambda", "xray") == [["lambda", False], ["xray", True]]
