"""The list of IAM actions is exactly the actions that the commands call."""

import pytest

from lambda_release import upload
from slipway.deploy.actions import ACTIONS
from slipway.deploy.canary import Canary
from slipway.deploy.prune import prune
from slipway.deploy.rollback import rollback
from slipway.deploy.status import status
from slipway.errors import SlipwayError

# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html; other actions are named
# like their operations.
_NAMES = {"Invoke": "InvokeFunction"}


@pytest.fixture
def called(recorder):
    """``called()`` returns the actions that were called since the last time."""

    def called(service="lambda"):
        names = {name.removesuffix(" previous") for name in recorder.operations}
        recorder.operations.clear()
        return {f"{service}:{_NAMES.get(name, name)}" for name in names}

    return called


def test_deploy_calls_the_listed_actions(function, run, write, called):
    run("get-movie")  # creates the alias `previous`
    write("get-movie", "two")
    run("get-movie", canary=Canary(10, 0.1))
    assert called() == set(ACTIONS["deploy"])


def test_an_alarm_and_a_bucket_add_the_listed_actions(function, run, recorder, monkeypatch, aws, unique_name, target):
    monkeypatch.setattr(upload, "MAX_SIZE", 100)
    bucket = f"{unique_name}-artifacts"
    aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": target.region})
    run("get-movie", bucket=bucket)
    with pytest.raises(SlipwayError, match="there is no alarm"):
        run("get-movie", canary=Canary(10, 0.1, ("x",)))
    listed = {action.partition(":")[2] for action in ACTIONS["deploy"]}
    others = {name.removesuffix(" previous") for name in recorder.operations} - listed - {"Invoke"}
    # Lambda calls GetObject as the caller; Slipway doesn't.
    by_name = {*ACTIONS["deploy --alarm"], *ACTIONS["deploy --bucket"]} - {"s3:GetObject"}
    assert others == {action.partition(":")[2] for action in by_name}
    for item in aws("s3").list_objects_v2(Bucket=bucket)["Contents"]:
        aws("s3").delete_object(Bucket=bucket, Key=item["Key"])
    aws("s3").delete_bucket(Bucket=bucket)


def test_rollback_status_and_prune_call_the_listed_actions(
    function, run, write, called, project, recorder, unique_name
):
    for answer in "234":
        write("get-movie", answer)
        run("get-movie")
    called()
    rollback(project, recorder, "get-movie", environment=unique_name)
    rollback(project, recorder, "get-movie", environment=unique_name, to=2)
    with pytest.raises(SlipwayError, match="no version 9"):
        rollback(project, recorder, "get-movie", environment=unique_name, to=9)
    assert called() == set(ACTIONS["rollback"])
    status(project, recorder, ["get-movie"], environment=unique_name)
    assert called() == set(ACTIONS["status"])
    prune(project, recorder, ["get-movie"], environment=unique_name, keep=1)
    assert called() == set(ACTIONS["prune"])
