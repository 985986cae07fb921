"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html

Connections and policies are in the emulator's process, so a pipeline runs the action.
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
    made = aws(request.param).create_connection(ProviderType="GitHub", ConnectionName=unique_name())
    return made["ConnectionArn"]


@pytest.fixture
def pipeline(aws, make, site, local_aws, target, repository, connection, approval):
    """``pipeline(**configuration)`` makes a pipeline of the repository, and returns its name."""

    def create(may=True, **configuration):
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
        rights = [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]
        rights += [{"Effect": "Allow", "Action": use, "Resource": connection}] if may else []
        declared = site.declare([approval("Wait")], roleArn=make("codepipeline", *rights))
        declared["stages"][0]["actions"] = [source]
        aws("codepipeline").create_pipeline(pipeline=declared)
        return declared["name"]

    return create


@pytest.fixture
def source(actions, eventually):
    """``source(pipeline)`` is what became of the source action."""

    def wait(name):
        def check():
            action = actions(name)["Code"]
            assert action["status"] != "InProgress"
            return action

        return eventually(check)

    return wait


def test_the_head_of_the_branch_is_handed_on_without_its_history(aws, repository, connection, pipeline, source):
    repository.commit("old")
    commit = repository.commit("new", "Change it\n\nFor a reason.")

    action = source(pipeline())

    place = action["output"]["outputArtifacts"][0]["s3location"]
    body = aws("s3").get_object(Bucket=place["bucket"], Key=place["key"])["Body"].read()
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


def test_a_role_without_the_right_to_use_the_connection_is_refused(repository, pipeline, source):
    repository.commit("content")

    details = source(pipeline(may=False))["output"]["executionResult"]["errorDetails"]

    assert details["code"] == "PermissionError"
    assert ":UseConnection on arn:aws:code" in details["message"]


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({"BranchName": "missing"}, "there is no refs/heads/missing"),
        ({"FullRepositoryId": "example/missing"}, "No repository example/missing: name its folder in"),
        ({"OutputArtifactFormat": "CODEBUILD_CLONE_REF"}, "OutputArtifactFormat must be CODE_ZIP"),
        ({"Unknown": "1"}, "doesn't support Unknown in action Code"),
    ],
)
def test_what_is_not_there_is_an_error(repository, pipeline, source, configuration, message):
    repository.commit("content")

    details = source(pipeline(**configuration))["output"]["executionResult"]["errorDetails"]

    assert details["code"] == "ConfigurationError"
    assert message in details["message"]


def test_the_commit_that_the_start_names_is_handed_on(aws, repository, pipeline, source, eventually, actions):
    old = repository.commit("old")
    repository.commit("new")
    name = pipeline()
    source(name)

    override = [{"actionName": "Code", "revisionType": "COMMIT_ID", "revisionValue": old}]
    aws("codepipeline").start_pipeline_execution(name=name, sourceRevisions=override)

    def check():
        assert actions(name)["Code"]["output"].get("outputVariables", {}).get("CommitId") == old

    eventually(check)
