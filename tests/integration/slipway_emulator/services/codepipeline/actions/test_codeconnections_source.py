"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html

The action needs the connections and policies in MiniStack's process, so the tests run it in a pipeline.
"""

import io
import subprocess
import zipfile

import pytest

from slipway.harness import unique_name
from slipway.local import control

TYPE = {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"}


class Repository:
    """A git repository with the branch ``main``."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments):
        identity = ("-c", "user.name=Ann Author", "-c", "user.email=ann@example.com")
        command = ["git", *identity, "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, content, message="Change it"):
        (self.folder / "file.txt").write_text(content)
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository")


@pytest.fixture(params=["codestar-connections", "codeconnections"])
def connection(request, aws):
    created = aws(request.param).create_connection(ProviderType="GitHub", ConnectionName=unique_name())
    return created["ConnectionArn"]


@pytest.fixture
def pipeline(aws, make_role, site, local_aws, target, repository, connection, approval):
    """``pipeline(**configuration)`` creates a pipeline of the repository and returns its name.

    Pushes to ``branches``, if there are any, start it.
    """

    def create(is_allowed=True, branches=(), **configuration):
        name = f"example/{unique_name()}"
        control.register_repository(local_aws.directory, target.access_key_id, name, repository.folder)
        source = {
            "name": "Code",
            "actionTypeId": TYPE,
            "configuration": {
                "ConnectionArn": connection,
                "FullRepositoryId": name,
                "BranchName": "main",
                "DetectChanges": "false",
            }
            | configuration,
            "outputArtifacts": [{"name": "code"}],
            "namespace": "Code",
        }
        use = f"{connection.split(':')[2]}:UseConnection"
        statements = [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]
        statements += [{"Effect": "Allow", "Action": use, "Resource": connection}] if is_allowed else []
        declared = site.declare([approval("Wait")], roleArn=make_role("codepipeline", *statements))
        declared["stages"][0]["actions"] = [source]
        if branches:
            git = {"sourceActionName": "Code", "push": [{"branches": {"includes": branches}}]}
            declared["triggers"] = [{"providerType": "CodeStarSourceConnection", "gitConfiguration": git}]
        aws("codepipeline").create_pipeline(pipeline=declared)
        return declared["name"]

    return create


@pytest.fixture
def source(actions, eventually):
    """``source(pipeline)`` waits until the source action has ended and returns it."""

    def wait(name):
        def check():
            action = actions(name)["Code"]
            assert action["status"] != "InProgress"
            return action

        return eventually(check)

    return wait


def test_the_output_is_the_head_of_the_branch_without_its_history(aws, repository, connection, pipeline, source):
    repository.commit("old")
    commit = repository.commit("new", "Change it\n\nFor a reason.")

    action = source(pipeline())

    location = action["output"]["outputArtifacts"][0]["s3location"]
    body = aws("s3").get_object(Bucket=location["bucket"], Key=location["key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"file.txt": b"new"}
    variables = action["output"]["outputVariables"]
    assert variables.pop("AuthorDate")
    assert variables.pop("FullRepositoryName").startswith("example/")
    assert variables == {
        "AuthorEmail": "ann@example.com",
        "AuthorId": "ann@example.com",
        "AuthorName": "Ann Author",
        "BranchName": "main",
        "CommitId": commit,
        "CommitMessage": "Change it\n\nFor a reason.",
        "ConnectionArn": connection,
    }


def test_a_role_without_permission_to_use_the_connection_fails(repository, pipeline, source):
    repository.commit("content")

    details = source(pipeline(is_allowed=False))["output"]["executionResult"]["errorDetails"]

    assert details["code"] == "PermissionError"
    assert ":UseConnection on arn:aws:code" in details["message"]


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({"BranchName": "missing"}, "refs/heads/missing doesn't exist"),
        (
            {"FullRepositoryId": "example/missing"},
            "The repository example/missing is not registered: add its folder to",
        ),
    ],
)
def test_invalid_configuration_is_rejected(repository, pipeline, source, configuration, message):
    repository.commit("content")

    details = source(pipeline(**configuration))["output"]["executionResult"]["errorDetails"]

    assert details["code"] == "ConfigurationError"
    assert message in details["message"]


def test_the_output_is_the_commit_of_the_source_revision(aws, repository, pipeline, source, eventually, actions):
    old = repository.commit("old")
    repository.commit("new")
    name = pipeline()
    source(name)

    override = [{"actionName": "Code", "revisionType": "COMMIT_ID", "revisionValue": old}]
    aws("codepipeline").start_pipeline_execution(name=name, sourceRevisions=override)

    def check():
        assert actions(name)["Code"]["output"].get("outputVariables", {}).get("CommitId") == old

    eventually(check)


def test_the_branch_is_the_pushed_one(repository, pipeline, source, eventually, actions):
    repository.commit("content")
    name = pipeline(branches=["feature/*"])
    assert source(name)["output"]["outputVariables"]["BranchName"] == "main"  # the start of the new pipeline

    repository.git("switch", "--quiet", "-c", "feature/a")
    commit = repository.commit("change")

    def pushed():
        variables = actions(name)["Code"]["output"]["outputVariables"]
        assert (variables.get("CommitId"), variables.get("BranchName")) == (commit, "feature/a")

    eventually(pushed)
