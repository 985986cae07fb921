"""Stacks of real resources, through the provider that is kept running."""

import json
import os
import re
import signal

import pytest
from botocore.exceptions import ClientError
from processes import is_alive

from slipway.aws.target import Target
from slipway.harness import run

REGIONAL = """
    terraform {
      required_providers {
        aws = {
          source                = "hashicorp/aws"
          configuration_aliases = [aws.us_east_1]
        }
      }
    }
    data "aws_region" "this" {
      provider = aws.us_east_1
    }
    resource "aws_sns_topic" "this" {
      provider = aws.us_east_1
      name     = "NAME"
    }
    output "region" {
      value = data.aws_region.this.id
    }
"""
PARAMETER = """
variable "name" {
  type = string
}
variable "value" {
  type    = string
  default = "Žluťoučký 🛥"
}
resource "aws_ssm_parameter" "this" {
  name  = "/${var.name}"
  type  = "String"
  value = var.value
}
output "arn" {
  value = aws_ssm_parameter.this.arn
}
"""

TWO_REGIONS = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "elsewhere"
  region = "us-east-1"
}
variable "name" {
  type = string
}
resource "aws_ssm_parameter" "here" {
  name  = "/${var.name}"
  type  = "String"
  value = "here"
}
resource "aws_ssm_parameter" "elsewhere" {
  provider = aws.elsewhere
  name     = "/${var.name}"
  type     = "String"
  value    = "elsewhere"
}
output "arns" {
  value = [aws_ssm_parameter.here.arn, aws_ssm_parameter.elsewhere.arn]
}
"""

# Of a folder of tests.
OVERRIDES = """
import pytest

@pytest.fixture(scope="session")
def stack(tf_run, run_name):
    return tf_run("parameter", name=run_name)

@pytest.fixture(scope="session")
def target(run_target):
    return run_target

@pytest.fixture(scope="session")
def aws(stack):
    return stack.aws
"""

FILE = """
resource "aws_s3_bucket" "this" {
  bucket = var.name
}
resource "aws_s3_object" "this" {
  bucket = aws_s3_bucket.this.bucket
  key    = "page"
  source = "${path.module}/page.html"
}
"""


@pytest.fixture
def parameter(tf, tmp_path, unique_name):
    (tmp_path / "main.tf").write_text(PARAMETER)
    return tf(tmp_path, name=unique_name)


@pytest.fixture
def provider_pids(pytestconfig):
    """``provider_pids()`` returns the process ids of the providers that this worker keeps running."""
    folder = run.directory(pytestconfig) / f"provider-{run.account_id(pytestconfig)}"

    def running():
        started = {int(re.search(r'"Pid":(\d+)', log.read_text())[1]) for log in folder.glob("*/*.log")}
        return set(filter(is_alive, started))  # one beside local files ends with their folder

    return running


def test_resource_is_there_until_it_is_destroyed(parameter, aws, unique_name, target):
    parameter.apply()

    found = aws("ssm").get_parameter(Name=f"/{unique_name}")["Parameter"]
    assert found["Value"] == "Žluťoučký 🛥"
    assert found["ARN"] == parameter.outputs["arn"]
    if target.is_local:
        assert f":{target.access_key_id}:" in parameter.outputs["arn"]
    parameter.assert_converged()

    parameter.destroy()
    with pytest.raises(ClientError, match="ParameterNotFound"):
        aws("ssm").get_parameter(Name=f"/{unique_name}")


def test_change_from_outside_is_named_and_what_is_sensitive_is_not_shown(parameter, aws, unique_name):
    parameter.apply()
    aws("ssm").put_parameter(Name=f"/{unique_name}", Value="changed", Overwrite=True)

    with pytest.raises(AssertionError, match=r"aws_ssm_parameter.this \(update\): value: \(sensitive\)") as caught:
        parameter.assert_converged()

    assert "changed" not in str(caught.value)


def test_resource_that_was_deleted_from_outside_is_named_and_can_be_destroyed(parameter, aws, unique_name):
    parameter.apply()
    aws("ssm").delete_parameter(Name=f"/{unique_name}")

    with pytest.raises(AssertionError, match=r"aws_ssm_parameter.this \(create\)"):
        parameter.assert_converged()


def test_one_provider_serves_plans_and_applies_and_is_replaced_when_it_dies(parameter, provider_pids):
    parameter.plan()
    first = provider_pids()
    parameter.apply()
    assert provider_pids() == first

    for pid in first:
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    parameter.apply(value="after its death")

    assert len(provider_pids() - first) == 1
    parameter.assert_converged()


def test_provider_of_terraform_has_each_region_and_finds_files_beside_the_configuration(tf, tmp_path, unique_name, aws):
    """The provider that is kept running is used for neither: tests/unit/slipway/terraform/test_kept_providers.py."""
    (tmp_path / "main.tf").write_text(TWO_REGIONS + FILE)
    (tmp_path / "page.html").write_text("a page")

    stack = tf(tmp_path, name=unique_name).apply()

    assert [arn.split(":")[3] for arn in stack.outputs["arns"]] == ["eu-west-1", "us-east-1"]
    assert aws("s3").get_object(Bucket=unique_name, Key="page")["Body"].read() == b"a page"
    stack.assert_converged()


def test_http_fixture_reads_what_s3_serves(aws, http, unique_name, target):
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.put_object(Bucket=unique_name, Key="page", Body=b'{"a": 1}')
    url = s3.generate_presigned_url("get_object", Params={"Bucket": unique_name, "Key": "page"})

    assert http.get(url).expect(200).json() == {"a": 1}
    http.get(url.replace("page", "none")).expect(403, 404)


def test_stack_of_the_run_is_in_an_account_that_all_workers_reach(project):
    project.mkdir("parameter").joinpath("main.tf").write_text(PARAMETER)
    project.makepyfile("""
        import pytest

        def test_it(tf_run, run_name, run_target, aws, target):
            stack = tf_run("parameter", name=run_name)

            assert stack.aws("ssm").get_parameter(Name=f"/{run_name}")["Parameter"]["ARN"] == stack.outputs["arn"]
            assert stack.target == run_target
            assert f":{run_target.access_key_id}:" in stack.outputs["arn"]
            stack.assert_converged()
            with pytest.raises(aws("ssm").exceptions.ParameterNotFound):
                aws("ssm").get_parameter(Name=f"/{run_name}")
            assert stack.http.get(f"{target.endpoint_url}/_ministack/health").expect(200)
    """)

    project.mkdir("shared").joinpath("conftest.py").write_text(OVERRIDES)
    project.path.joinpath("shared", "test_shared.py").write_text(
        "def test_fixtures_of_a_folder_can_lead_to_the_account_of_the_stack(stack, aws, target, run_target):\n"
        "    assert stack.target == target == run_target\n"
        "    assert aws('sts').get_caller_identity()['Account'] == run_target.access_key_id\n"
    )
    order = [*project.path.glob("test_*.py"), "shared"]

    result = project.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2", "--dist", "each", *order)

    result.assert_outcomes(passed=4)
    assert list(project.path.glob(".slipway/stacks/*")) == []


def test_stack_of_the_run_can_be_applied_by_a_role(tf_run, tmp_path, unique_name, run_target, local_aws):
    iam, sts = run_target.client("iam"), run_target.client("sts")
    trust = {"Effect": "Allow", "Principal": {"AWS": run_target.access_key_id}, "Action": "sts:AssumeRole"}
    rights = {"Effect": "Allow", "Action": "ssm:*", "Resource": "*"}
    documents = [json.dumps({"Version": "2012-10-17", "Statement": statement}) for statement in (trust, rights)]
    role = iam.create_role(RoleName=unique_name, AssumeRolePolicyDocument=documents[0])["Role"]["Arn"]
    iam.put_role_policy(RoleName=unique_name, PolicyName="ssm", PolicyDocument=documents[1])
    session = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    (tmp_path / "main.tf").write_text(PARAMETER)

    applier = Target(run_target.endpoint_url, run_target.region, *keys)
    stack = tf_run.acting_as(applier)(tmp_path, name=unique_name)

    assert run_target.client("ssm").get_parameter(Name=f"/{unique_name}")["Parameter"]["ARN"] == stack.outputs["arn"]
    records = map(json.loads, local_aws.iam_decisions_file.read_text().splitlines())
    assert "ssm:PutParameter" in {record["action"] for record in records if record["principal"] == role}


def test_a_module_gets_the_providers_that_it_expects_from_its_caller(tf, tmp_path, unique_name):
    (tmp_path / "main.tf").write_text(REGIONAL.replace("NAME", unique_name))

    (plan,) = tf.plans(tmp_path, {"one": {}}).values()

    assert plan.one("aws_sns_topic")["name"] == unique_name
    assert plan.outputs["region"] == "us-east-1", "as the alias says"
    assert tf(tmp_path), "as a root configuration too, of which init refuses one without the provider"
