"""Module image-builder: its project, and what the commands of its buildspec do with ``aws`` and ``docker``."""

import os
import subprocess

import pytest
from repository import ROOT
from validations import assert_each_refuses

from slipway_emulator.services.codebuild import buildspec

REGISTRY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
REPOSITORY = {
    "arn": "arn:aws:ecr:eu-central-1:123456789012:repository/build/tools",
    "url": f"{REGISTRY}/build/tools",
}
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
DOCKERFILE = "FROM example/base:1\nENV A=\"$B\" C='\u2713'\n"
REQUIRED = {"name": "tools", "repository": REPOSITORY, "dockerfile": DOCKERFILE}
SCENARIOS = {
    "default": {},
    "other_dockerfile": {"dockerfile": f"{DOCKERFILE}RUN true\n"},
    "x86_64": {"architecture": "x86_64"},
    "boundary_and_time": {"role": {"permissions_boundary": BOUNDARY, "path": "/slipway/dev/"}, "build_minutes": 5},
}
REFUSED = {
    "name_with_a_dot": {"name": "tools.1"},
    "repository_with_a_tag": {"repository": {**REPOSITORY, "url": f"{REPOSITORY['url']}:1"}},
    "repository_of_another_registry": {"repository": {**REPOSITORY, "url": "docker.io/build/tools"}},
    "repository_by_its_name": {"repository": {**REPOSITORY, "arn": "build/tools"}},
    "dockerfile_is_a_path": {"dockerfile": "./Dockerfile"},
    "dockerfile_too_long": {"dockerfile": "FROM a\n" + "#" * 33_000},
    "dockerfile_copies_files": {"dockerfile": "FROM a\ncopy tools /tools\n"},
    "architecture_unknown": {"architecture": "amd64"},
    "build_minutes_too_few": {"build_minutes": 4},
    "log_retention_days_no_step": {"log": {"retention_days": 31}},
}
STUB = """#!/bin/bash
echo "$(basename "$0") $*" >> "$CALLS"
case "$(basename "$0") $*" in
  "aws ecr batch-get-image"*) [ -n "$FOUND" ] && echo "$FOUND" ;;
  "aws ecr get-login-password"*) echo password ;;
  "docker login"*) [ "$(cat)" = password ] ;;
  "docker build"*) cat > "$CALLS.Dockerfile"; [ -z "$BROKEN" ] ;;
esac
"""


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/image-builder", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})


def project(plan):
    return plan.one("aws_codebuild_project")


def variables(plan):
    (environment,) = project(plan)["environment"]
    return {each["name"]: each["value"] for each in environment["environment_variable"]}


@pytest.fixture
def build(plans, tmp_path):
    """Run the commands with stubs of ``aws`` and ``docker``; return the exit code and the calls of the stubs."""
    for name in ("aws", "docker"):
        (tmp_path / name).write_text(STUB)
        (tmp_path / name).chmod(0o755)

    def run(*, found="0", broken=""):
        spec = buildspec.parse(project(plans["default"])["source"][0]["buildspec"])
        (script,) = spec.phases["build"].commands
        calls = tmp_path / "calls"
        environment = {
            **variables(plans["default"]),
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "CALLS": str(calls),
            "FOUND": found,
            "BROKEN": broken,
        }
        done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
        return done.returncode, calls.read_text().splitlines()

    return run


def test_build_signs_in_builds_the_dockerfile_and_pushes_the_planned_image(plans, build, tmp_path):
    image = plans["default"].outputs["image"]
    tag = image.rpartition(":")[2]
    tools = "--region eu-central-1 --registry-id 123456789012 --repository-name build/tools"
    code, calls = build()
    assert code == 0
    assert calls[:1] + sorted(calls[1:3]) + calls[3:] == [  # the two of a pipe start at the same time
        f"aws ecr batch-get-image {tools} --image-ids imageTag={tag} --query length(images) --output text",
        "aws ecr get-login-password --region eu-central-1",
        f"docker login --username AWS --password-stdin {REGISTRY}",
        f"docker build --pull --tag {image} -",
        f"docker push {image}",
    ]
    assert (tmp_path / "calls.Dockerfile").read_text() == DOCKERFILE


def test_build_of_an_image_that_exists_pushes_nothing(build):
    code, calls = build(found="1")
    assert (code, [call for call in calls if call.startswith("docker")]) == (0, [])


def test_failed_build_pushes_nothing_and_fails(build):
    code, calls = build(broken="1")
    assert code != 0
    assert calls[-1].startswith("docker build")


def test_build_fails_when_ecr_does_not_answer(build):
    code, calls = build(found="")
    assert code != 0
    assert [call for call in calls if call.startswith("docker")] == []


def test_tag_follows_from_the_dockerfile_and_the_architecture(plans):
    tags = {name: variables(plan)["TAG"] for name, plan in plans.items()}
    assert tags["default"] == tags["boundary_and_time"]
    assert len({tags["default"], tags["other_dockerfile"], tags["x86_64"]}) == 3
    assert plans["default"].outputs["image"] == f"{REPOSITORY['url']}:{tags['default']}"
    assert project(plans["default"])["description"] == f"Builds the image {tags['default']} of build/tools."


def test_builds_run_docker_on_the_architecture_of_the_image(plans):
    found = {name: project(plans[name])["environment"][0] for name in ("default", "x86_64")}
    assert [each["privileged_mode"] for each in found.values()] == [True, True]
    assert [each["type"] for each in found.values()] == ["ARM_CONTAINER", "LINUX_CONTAINER"]


def test_boundary_path_and_time_are_passed_on(plans):
    plan = plans["boundary_and_time"]
    role = plan.one("aws_iam_role")
    assert (role["permissions_boundary"], role["path"]) == (BOUNDARY, "/slipway/dev/")
    assert project(plan)["build_timeout"] == 5


def test_dockerfile_of_the_example_pins_its_tools():
    text = (ROOT / "modules/image-builder/examples/terragrunt/Dockerfile").read_text()
    pinned = [line for line in text.splitlines() if line.startswith("ARG ") and "VERSION" in line]
    assert [line.partition("=")[0] for line in pinned] == ["ARG TERRAFORM_VERSION", "ARG TERRAGRUNT_VERSION"]
    assert text.count("sha256sum --check --strict") == len(pinned)
    assert "latest" not in text


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "image-builder", REQUIRED, REFUSED)
