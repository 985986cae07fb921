"""Module deployments-pipeline deploys a configuration from a repository, with real Terraform and IAM enforced."""

from pathlib import Path

import pytest
from repository import ROOT
from sample_pipelines import Repository
from watched_pipeline import WatchedPipeline

from slipway.harness import unique_name as make_unique_name
from slipway.local import control
from slipway.pipeline import approval, executions, logs
from slipway.pipeline.declaration import load
from slipway.terraform import binary
from slipway.terraform.environment import environment_for

CONFIGURATION = """
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws" }}
  }}
  backend "s3" {{
    bucket       = "{bucket}"
    key          = "prod.tfstate"
    region       = "{region}"
    use_lockfile = true
  }}
}}
provider "aws" {{}}
variable "stage" {{
  type = string
}}
resource "aws_ssm_parameter" "this" {{
  name  = "/{bucket}/${{var.stage}}"
  type  = "String"
  value = "{value}"
}}
"""
ADMINISTRATOR = 'resource "aws_iam_user" "administrator" {{\n  name = "{bucket}"\n}}\n'


class Deployments:
    """The pipeline, its repository, and what it deploys."""

    def __init__(self, target, stack, repository) -> None:
        self.target, self.stack, self.repository = target, stack, repository
        self.pipeline = WatchedPipeline(target.client("codepipeline"), stack.outputs["pipeline"])
        self.bucket = stack.outputs["state_bucket"]

    def push(self, value: str, more: str = "") -> None:
        """Push a configuration with a value of the parameter."""
        text = (CONFIGURATION + more).format(bucket=self.bucket, region=self.target.region, value=value)
        file = self.repository.path / "live" / "prod" / "main.tf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        lock = ROOT / "iac" / "bootstrap" / ".terraform.lock.hcl"
        (file.parent / lock.name).write_text(lock.read_text())
        self.repository.git("add", "live")
        self.repository.git("commit", "--quiet", "-m", f"Set {value}")

    def answer(self, eventually, *, approved: bool) -> None:
        """Wait for the approval, and answer it."""
        loaded = load(self.target, self.stack.outputs["pipeline"])

        def answer() -> None:
            assert [each["status"] for each in self.pipeline.executions()] != ["Failed"], self.failed()
            assert dict(approval.pending(loaded))

        eventually(answer, timeout=120)
        approval.answer(loaded, None, approved=approved, summary="read the plan")

    def ended(self, status: str) -> str:
        """Wait until the only new execution has ended with a status; return its id."""
        return self.pipeline.only(status)

    def failed(self) -> str:
        """Return the log of the newest execution."""
        loaded = load(self.target, self.stack.outputs["pipeline"])
        execution = executions.read(loaded, executions.latest_id(loaded))
        return "\n".join(logs.of_failure(loaded, execution))

    def value(self) -> str | None:
        """Return the value of the parameter; None if it doesn't exist."""
        found = self.target.client("ssm").get_parameters(Names=[f"/{self.bucket}/prod"])["Parameters"]
        return found[0]["Value"] if found else None

    def is_idle(self) -> None:
        """Assert that the newest execution has ended."""
        newest = executions.newest(load(self.target, self.stack.outputs["pipeline"]))
        assert [each["status"] for each in newest] == ["Failed"]

    def watch(self) -> None:
        """Forget the executions so far."""
        self.pipeline = WatchedPipeline(self.target.client("codepipeline"), self.stack.outputs["pipeline"])


@pytest.fixture
def deployments(tf, target, local_aws, tmp_path, eventually):
    """The pipeline of a repository that has no configuration yet, so its first execution fails."""
    (tmp_path / "repository").mkdir()
    repository = Repository(tmp_path / "repository", make_unique_name())
    control.register_repository(local_aws.directory, target.access_key_id, repository.name, repository.path)
    environment = {"PATH": f"{binary.find(ROOT).parent}:/usr/local/bin:/usr/bin:/bin", "TF_VAR_stage": "prod"}
    known = environment_for(target, ROOT)
    environment |= {
        name: known[name] for name in known if name.startswith(("TF_CLI_CONFIG", "TF_PLUGIN", "CHECKPOINT", "GOGC"))
    }
    stack = tf(
        Path(__file__).parent / "deployments",
        name=make_unique_name(),
        repository=repository.name,
        environment={name: {"value": value} for name, value in environment.items()},
    ).apply()
    made = Deployments(target, stack, repository)
    eventually(made.is_idle, timeout=120)
    made.watch()
    return made


@pytest.mark.slow(120)
def test_only_an_approved_plan_is_applied_and_only_within_the_boundary(deployments, eventually, aws):
    deployments.push("one")
    deployments.answer(eventually, approved=True)
    deployments.ended("Succeeded")
    assert deployments.value() == "one"

    deployments.watch()
    deployments.push("two", ADMINISTRATOR)
    deployments.answer(eventually, approved=False)
    rejected = deployments.ended("Failed")
    assert deployments.value() == "one"

    deployments.pipeline.resume(rejected)  # asks again
    deployments.answer(eventually, approved=True)
    deployments.ended("Failed")
    assert "not authorized to perform: iam:CreateUser" in deployments.failed()
    assert [each for each in aws("iam").list_users()["Users"] if each["UserName"] == deployments.bucket] == []
