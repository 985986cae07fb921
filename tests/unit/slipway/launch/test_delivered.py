"""The state of a stack that a pipeline applies, and its lock."""

from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.launch import delivered

STACK = Stack(name="api", directory="iac/api")
BACKEND = """\
# key = "another"
bucket = "states"
key    = "dev/api.tfstate" # of dev
"""
LOCK = {"Bucket": "states", "Key": "dev/api.tfstate.tflock"}


class CodeBuild:
    """A fake of CodeBuild, whose builds run for two answers."""

    def __init__(self, initiator: str) -> None:
        self.initiator, self.asked = initiator, 0

    def list_builds(self) -> dict:
        return {"ids": ["p:1"]}

    def batch_get_builds(self, ids: list[str]) -> dict:
        self.asked += 1
        return {"builds": [{"buildComplete": self.asked > 2, "initiator": self.initiator} for _ in ids]}


@pytest.fixture
def aws(monkeypatch, tmp_path):
    """The project; ``running`` is whether its pipeline runs, and ``codebuild`` the fake."""
    file = tmp_path / "iac/api/environments/dev.s3.tfbackend"
    file.parent.mkdir(parents=True)
    file.write_text(BACKEND)
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=(STACK,))
    state = SimpleNamespace(running=False, codebuild=CodeBuild("codepipeline/dev-delivery"), project=project, file=file)
    with mock_aws():
        state.s3 = boto3.client("s3", region_name="us-east-1")
        state.s3.create_bucket(Bucket="states")
        monkeypatch.setattr(Target, "client", lambda _, name: state.s3 if name == "s3" else state.codebuild)
        monkeypatch.setattr(delivered.pipelines, "is_running", lambda *_: state.running)
        monkeypatch.setattr(delivered, "_INTERVAL", 0)
        yield state


def target() -> Target:
    return Target("http://127.0.0.1:9", "eu-central-1", "k", "s")


def lock(aws) -> bool:
    return aws.s3.list_objects_v2(Bucket="states")["KeyCount"] == 1


def remove(aws) -> None:
    delivered.remove_stale_lock(aws.project, STACK, target(), "dev-delivery")


def test_a_killed_build_s_lock_is_removed_after_the_builds_of_the_pipeline_have_ended(aws, capsys):
    aws.s3.put_object(**LOCK, Body=b'{"Who": "me@here"}')
    remove(aws)
    assert not lock(aws)
    assert aws.codebuild.asked == 3
    said = capsys.readouterr().err
    assert said.startswith("waiting for the builds of dev-delivery, which may change the state …\nremoved the lock of")
    assert "killed in iac/api (me@here" in said


def test_other_builds_are_not_waited_for(aws):
    aws.s3.put_object(**LOCK, Body=b"{}")
    aws.codebuild.initiator = "codepipeline/dev-delivery-2"
    remove(aws)
    assert (aws.codebuild.asked, lock(aws)) == (1, False)


def test_without_a_lock_nothing_is_waited_for(aws):
    remove(aws)
    assert aws.codebuild.asked == 0


def test_the_lock_of_a_build_that_does_not_end_stays(aws, monkeypatch):
    monkeypatch.setattr(delivered, "_TIMEOUT", -1)
    aws.s3.put_object(**LOCK, Body=b"{}")
    remove(aws)
    assert lock(aws)


def test_the_lock_stays_while_the_pipeline_runs(aws):
    aws.s3.put_object(**LOCK, Body=b"{}")
    aws.running = True
    remove(aws)
    assert lock(aws)


def test_the_state_is_where_the_environment_s_file_says(aws):
    assert delivered.read_state(aws.project, STACK, target()) == ""
    aws.s3.put_object(Bucket="states", Key="dev/api.tfstate", Body=b"{}")
    assert delivered.read_state(aws.project, STACK, target()) == "{}"


@pytest.mark.parametrize("text", ['bucket = "states"\n', "bucket = states\nkey = var.key\n", None])
def test_a_file_that_does_not_say_it_is_refused(aws, text):
    aws.file.write_text(text) if text else aws.file.unlink()
    with pytest.raises(SlipwayError, match=r"^iac/api/environments/dev.s3.tfbackend must say where the state is: bu"):
        delivered.read_state(aws.project, STACK, target())
