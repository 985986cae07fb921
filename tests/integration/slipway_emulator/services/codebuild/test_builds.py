"""https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from slipway.aws.target import Target

LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
PHASES = "SUBMITTED QUEUED PROVISIONING DOWNLOAD_SOURCE INSTALL PRE_BUILD BUILD POST_BUILD UPLOAD_ARTIFACTS FINALIZING"


def spec(phases, rest=""):
    return f"version: 0.2\nphases: {phases}\n{rest}"


def statuses(build):
    return {phase["phaseType"]: phase.get("phaseStatus") for phase in build["phases"]}


def test_a_build_runs_its_phases_in_order(create_project):
    project = create_project()
    phases = "{post_build: {commands: [echo 4]}, install: {commands: [echo 1]}, build: {commands: [echo 3]}}"

    build = project.build(spec(phases))

    assert build["buildStatus"] == "SUCCEEDED"
    assert statuses(build) == {**dict.fromkeys(PHASES.split(), "SUCCEEDED"), "COMPLETED": None}
    assert project.log(build) == ["1", "3", "4"]


def test_a_build_has_the_environment_variables_that_aws_documents(create_project, aws, target):
    project = create_project()

    build = project.build(spec('{build: {commands: ["env | sort"]}}'))

    values = dict(line.split("=", 1) for line in project.log(build))
    assert values["CODEBUILD_BUILD_ID"] == build["id"]
    assert values["CODEBUILD_BUILD_ARN"] == build["arn"]
    assert values["CODEBUILD_BUILD_NUMBER"] == "1"
    assert values["CODEBUILD_BUILD_SUCCEEDING"] == "1"
    assert values["CODEBUILD_BUILD_IMAGE"] == "aws/codebuild/standard:7.0"
    assert values["CODEBUILD_INITIATOR"] == build["initiator"] == "root"
    assert values["CODEBUILD_LOG_PATH"] == build["logs"]["streamName"]
    assert values["CODEBUILD_SRC_DIR"] == values["PWD"]
    assert values["AWS_REGION"] == values["AWS_DEFAULT_REGION"] == target.region
    assert values["HOME"] != values["TMPDIR"]


def test_a_build_has_no_environment_variables_of_the_machine(create_project):
    project = create_project()

    build = project.build(spec('{build: {commands: ["env | sort"]}}'))

    names = {line.split("=", 1)[0] for line in project.log(build)}
    assert {name for name in names if not name.startswith(("AWS_", "CODEBUILD_"))} <= {
        *("HOME", "LANG", "OLDPWD", "PATH", "PWD", "PYTHONUNBUFFERED", "SHLVL", "TMPDIR", "_"),
    }


def test_commands_have_the_credentials_of_the_project_s_role(create_project, target):
    project = create_project()

    build = project.build(spec('{build: {commands: ["env | sort"]}}'))

    values = dict(line.split("=", 1) for line in project.log(build))
    assert values["AWS_ENDPOINT_URL"] == target.endpoint_url
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    session = Target(target.endpoint_url, target.region, *(values[name] for name in names))
    arn = session.client("sts").get_caller_identity()["Arn"]
    assert arn.endswith(f":assumed-role/{project.name}/AWSCodeBuild-{build['id'].partition(':')[2]}")


def test_pip_installs_into_the_build_s_folder(create_project):
    project = create_project()

    build = project.build(spec('{build: {commands: ["python -c \\"import sys; print(sys.prefix)\\"", "echo $HOME"]}}'))

    prefix, home = project.log(build)
    assert prefix.removesuffix("python") == home.removesuffix("home")


@pytest.mark.parametrize("phase", ["install", "pre_build"])
def test_a_failed_phase_ends_the_build(create_project, contexts, phase):
    project = create_project()

    build = project.build(spec(f"{{{phase}: {{commands: ['exit 3', echo no]}}, build: {{commands: [echo no]}}}}"))

    assert build["buildStatus"] == "FAILED"
    error = "COMMAND_EXECUTION_ERROR: Error while executing command: exit 3. Reason: exit status 3"
    assert contexts(build) == {phase.upper(): error}
    assert "BUILD" not in statuses(build)
    assert project.log(build) == []


def test_post_build_runs_after_a_failed_build_phase_and_can_detect_it(create_project):
    project = create_project()
    after = "{commands: ['echo $CODEBUILD_BUILD_SUCCEEDING']}"

    build = project.build(spec(f"{{build: {{commands: ['false'], finally: [echo finally]}}, post_build: {after}}}"))

    assert build["buildStatus"] == "FAILED"
    assert project.log(build) == ["finally", "0"]


def test_on_failure_overrides_the_default(create_project):
    project = create_project()

    aborted = project.build(spec("{build: {on-failure: ABORT, commands: [exit 1]}, post_build: {commands: [echo no]}}"))
    continued = project.build(
        spec("{install: {on-failure: CONTINUE, commands: [exit 1]}, build: {commands: [echo yes]}}")
    )

    assert (project.log(aborted), project.log(continued)) == ([], ["yes"])
    assert (aborted["buildStatus"], continued["buildStatus"]) == ("FAILED", "FAILED")


@pytest.mark.parametrize(
    ("env", "command", "expected"),
    [
        ("env: {shell: bash}", "set -euo pipefail", ["one"]),
        ("", "set -u", ["one"]),
        ("", "set -C", ["one"]),
        ("", "pwd() { echo nope; }; echo() { command echo wrapped $*; }", ["wrapped one"]),
    ],
)
def test_options_and_functions_of_a_build_apply_only_to_its_commands(create_project, env, command, expected):
    project = create_project()

    build = project.build(spec(f"{{install: {{commands: ['{command}']}}, build: {{commands: [echo one]}}}}", env))

    assert build["buildStatus"] == "SUCCEEDED"
    assert project.log(build) == expected


def test_values_of_the_buildspec_are_the_text_that_was_written(create_project):
    project = create_project()
    env = "env: {variables: {GO: 1.20, MODE: 0755, SIZE: 1e3, YES: yes, NUMBER: 1_000, TIME: 12:30:45}}"

    build = project.build(spec("{build: {commands: ['echo $GO $MODE $SIZE $YES $NUMBER $TIME']}}", env))

    assert project.log(build) == ["1.20 0755 1e3 yes 1_000 12:30:45"]


def test_a_command_that_fails_after_set_e_fails_the_build(create_project):
    project = create_project()
    after = "{commands: ['echo post $CODEBUILD_BUILD_SUCCEEDING']}"

    build = project.build(spec(f"{{build: {{commands: [set -e, echo one, 'false']}}, post_build: {after}}}"))

    assert build["buildStatus"] == "FAILED"
    assert project.log(build) == ["one", "post 0"]


@pytest.mark.parametrize(
    ("buildspec", "message"),
    [
        ("missing.yml", "stat missing.yml: no such file or directory in the source"),
        ("../../etc/passwd", "../../etc/passwd isn't in the source"),
        ("version: 0.2\nphases: [", "while parsing a flow"),
        ("version: 0.2\nphases: {build: {commands: echo}}\n", "phases/build/commands must be a list"),
    ],
)
def test_a_missing_or_invalid_buildspec_fails_download_source(create_project, contexts, buildspec, message):
    build = create_project().build(buildspec)

    assert build["buildStatus"] == "FAILED"
    assert contexts(build)["DOWNLOAD_SOURCE"].startswith("YAML_FILE_ERROR: ")
    assert message in contexts(build)["DOWNLOAD_SOURCE"]


def test_a_runtime_with_another_version_is_logged_and_an_unknown_one_fails(create_project, contexts, aws):
    project = create_project()
    old = project.build(spec("{install: {runtime-versions: {python: 2.7}}}"))
    unknown = project.build(spec("{install: {runtime-versions: {cobol: 1}}}"))

    names = {"logGroupName": old["logs"]["groupName"], "logStreamName": old["logs"]["streamName"]}
    lines = [event["message"] for event in aws("logs").get_log_events(**names)["events"]]
    assert any("runtime-versions requests python 2.7, but the build uses 3." in line for line in lines)
    assert "Unknown runtime named 'cobol'" in contexts(unknown)["INSTALL"]


def test_long_and_undecodable_output_is_logged(create_project):
    project = create_project()
    huge = "python3 -c \\\"print('x' * 1_500_000)\\\"; printf 'a\\\\377b\\\\n'; seq 25000 | tail -n 2; echo; echo end"

    build = project.build(spec(f'{{build: {{commands: ["{huge}"]}}}}'))

    *parts, odd, first, second, empty, end = project.log(build)
    assert "".join(parts) == "x" * 1_500_000
    assert (odd, first, second, empty.strip(), end) == ("a\ufffdb", "24999", "25000", "", "end")


def test_the_folder_of_a_build_is_deleted_at_its_end(create_project, local_aws):
    project = create_project()

    build = project.build(spec('{build: {commands: ["echo $CODEBUILD_SRC_DIR", "mkdir -p a/b"]}}'))

    (folder,) = project.log(build)
    assert folder.startswith(str(local_aws.directory))
    assert not list((local_aws.directory / "data" / "tmp").glob(f"{folder.split('/')[-3]}*"))


def test_a_stopped_build_ends_with_all_its_processes(create_project, eventually):
    project = create_project()
    build_id = project.start(buildspecOverride=spec('{build: {commands: ["sleep 300 & echo $!; wait"]}}'))

    def check():
        assert project.get(build_id)["currentPhase"] == "BUILD"

    eventually(check)
    stopped = project.aws("codebuild").stop_build(id=build_id)["build"]

    assert stopped["buildStatus"] == "STOPPED"
    assert statuses(stopped)["BUILD"] == "STOPPED"
    assert project.wait(build_id)["buildStatus"] == "STOPPED"


def test_a_retried_build_has_the_same_overrides(create_project):
    project = create_project()
    first = project.build(
        spec("{build: {commands: [echo $A]}}"), environmentVariablesOverride=[{"name": "A", "value": "1"}]
    )

    again = project.wait(project.aws("codebuild").retry_build(id=first["id"])["build"]["id"])

    assert (again["buildNumber"], project.log(again)) == (2, ["1"])


def test_builds_are_found_by_id_and_arn_and_listed(create_project, aws):
    project = create_project()
    build = project.build()

    response = aws("codebuild").batch_get_builds(ids=[build["arn"], f"{project.name}:missing"])

    assert [each["id"] for each in response["builds"]] == [build["id"]]
    assert response["buildsNotFound"] == [f"{project.name}:missing"]
    assert aws("codebuild").list_builds_for_project(projectName=project.name)["ids"] == [build["id"]]


def test_the_same_token_starts_one_build(create_project):
    project = create_project()

    assert project.start(idempotencyToken="token") == project.start(idempotencyToken="token")


def test_concurrent_starts_with_the_same_token_start_one_build(create_project):
    project = create_project()
    tokens = [f"token{number}" for number in range(10) for _ in range(8)]
    with ThreadPoolExecutor(8) as callers:
        started = set(callers.map(lambda token: project.start(idempotencyToken=token), tokens))
    assert len(started) == len(set(tokens))


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"sourceTypeOverride": "GITHUB"}, "The local AWS doesn't support the source type GITHUB"),
        ({"sourceTypeOverride": "CODEPIPELINE"}, "is CODEPIPELINE: start its pipeline instead"),
        ({"sourceTypeOverride": "S3", "sourceLocationOverride": "bucket"}, "must be bucket/key"),
        (
            {"environmentTypeOverride": "WINDOWS_SERVER_2022_CONTAINER"},
            "the environment type WINDOWS_SERVER_2022_CONTAINER",
        ),
        ({"debugSessionEnabled": True}, "doesn't support debugSessionEnabled"),
        (
            {"logsConfigOverride": {"s3Logs": {"status": "ENABLED", "location": "a/b"}}},
            "doesn't write build logs to S3",
        ),
        (
            {"serviceRoleOverride": "arn:aws:iam::123456789012:role/missing"},
            "not authorized to perform: sts:AssumeRole",
        ),
    ],
)
def test_invalid_and_unsupported_builds_are_rejected(create_project, overrides, message):
    with pytest.raises(ClientError, match=message) as error:
        create_project().start(**overrides)

    assert error.value.response["Error"]["Code"] == "InvalidInputException"


def test_a_build_of_a_missing_project_is_rejected(aws):
    with pytest.raises(aws("codebuild").exceptions.ResourceNotFoundException, match="Project cannot be found: missing"):
        aws("codebuild").start_build(projectName="missing")
