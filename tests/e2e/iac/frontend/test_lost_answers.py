"""An action's function that never answers fails its action by the deadline, and success isn't announced."""

import io
import zipfile
from contextlib import contextmanager

import pytest
from repository import ROOT

from slipway.deploy.deploy import deploy
from slipway.local import control

SOURCES = {
    "raises": "def handler(event, context):\n    raise RuntimeError('out of order')\n",
    "dies": "import os\ndef handler(event, context):\n    os._exit(1)\n",
    "is silent": "import time\ndef handler(event, context):\n    time.sleep(20)\n",
}


@pytest.fixture
def out_of_order(aws, stack, run_target):
    """``with out_of_order() as replace:`` has invalidate-cache run other sources, and deploys it afterwards."""

    @contextmanager
    def out_of_order():
        name = f"{stack.environment}-invalidate-cache"

        def replace(source):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr("invalidate_cache.py", source)
            made = aws("lambda").update_function_code(FunctionName=name, ZipFile=buffer.getvalue(), Publish=True)
            aws("lambda").update_alias(FunctionName=name, Name="live", FunctionVersion=made["Version"])

        try:
            yield replace
        finally:
            deploy(ROOT, run_target, ["invalidate-cache"], environment=stack.environment)

    return out_of_order


@pytest.fixture
def deadline(local_aws, stack, run_target):
    """``deadline(seconds)`` has invalidate-cache answer within that, instead of 20 minutes, until the test ends."""

    def set_deadline(seconds):
        function = f"{stack.environment}-invalidate-cache"
        control.set_lambda_reply_timeout(local_aws.directory, run_target.access_key_id, function, seconds)

    yield set_deadline
    set_deadline(None)


def test_a_function_that_never_answers_fails_its_action_and_a_retry_of_the_patched_one_succeeds(
    pipeline, put, out_of_order, deadline, invalidations, posted
):
    id_ = ""
    deadline(3)
    with out_of_order() as replace:
        for number, source in enumerate(SOURCES.values(), 1):
            replace(source)
            if id_:
                pipeline.retry(id_, "Failed")
            else:
                put()
                id_ = pipeline.only("Failed")
            assert pipeline.failure(id_).keys() == {"Publish/InvalidateCache"}, source
            text = posted(id_, "started", *["failed"] * number)["failed"]["text"]
            assert "Publish/InvalidateCache" in text
            assert "sent no result within 3 seconds" in text
            assert invalidations() == []
    deadline(None)
    pipeline.retry(id_)
    assert len(invalidations()) == 1
    posted(id_, "started", *["failed"] * len(SOURCES), "succeeded")
