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


def test_a_build_runs_its_phases_in_order(project):
    made = project()
    phases = "{post_build: {commands: [echo 4]}, install: {commands: [echo 1]}, build: {commands: [echo 3]}}"

    build = made.build(spec(phases))

    assert build["buildStatus"] == "SUCCEEDED"
    assert statuses(build) == {**dict.fromkeys(PHASES.split(), "SUCCEEDED"), "COMPLETED": None}
    assert made.log(build) == ["1", "3", "4"]


def test_it_has_the_variables_that_aws_documents(project, aws, target):
    made = project()

    build = made.build(spec('{build: {commands: ["env | sort"]}}'))

    values = dict(line.split("=", 1) for line in made.log(build))
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


def test_it_sees_nothing_of_the_machines_own_environment(project):
    made = project()

    build = made.build(spec('{build: {commands: ["env | sort"]}}'))

    names = {line.split("=", 1)[0] for line in made.log(build)}
    assert {name for name in names if not name.startswith(("AWS_", "CODEBUILD_"))} <= {
        *("HOME", "LANG", "OLDPWD", "PATH", "PWD", "PYTHONUNBUFFERED", "SHLVL", "TMPDIR", "_"),
    }


def test_its_commands_act_as_the_projects_role(project, target):
    made = project()

    build = made.build(spec('{build: {commands: ["env | sort"]}}'))

    values = dict(line.split("=", 1) for line in made.log(build))
    assert values["AWS_ENDPOINT_URL"] == target.endpoint_url
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    session = Target(target.endpoint_url, target.region, *(values[name] for name in names))
    arn = session.client("sts").get_caller_identity()["Arn"]
    assert arn.endswith(f":assumed-role/{made.name}/AWSCodeBuild-{build['id'].partition(':')[2]}")


def test_what_pip_installs_goes_into_the_build_alone(project):
    made = project()

    build = made.build(spec('{build: {commands: ["python -c \\"import sys; print(sys.prefix)\\"", "echo $HOME"]}}'))

    prefix, home = made.log(build)
    assert prefix.removesuffix("python") == home.removesuffix("home")


@pytest.mark.parametrize("phase", ["install", "pre_build"])
def test_a_failed_phase_ends_the_build(project, contexts, phase):
    made = project()

    build = made.build(spec(f"{{{phase}: {{commands: ['exit 3', echo no]}}, build: {{commands: [echo no]}}}}"))

    assert build["buildStatus"] == "FAILED"
    error = "COMMAND_EXECUTION_ERROR: Error while executing command: exit 3. Reason: exit status 3"
    assert contexts(build) == {phase.upper(): error}
    assert "BUILD" not in statuses(build)
    assert made.log(build) == []


def test_after_a_failed_build_phase_post_build_knows_it(project):
    made = project()
    after = "{commands: ['echo $CODEBUILD_BUILD_SUCCEEDING']}"

    build = made.build(spec(f"{{build: {{commands: ['false'], finally: [echo finally]}}, post_build: {after}}}"))

    assert build["buildStatus"] == "FAILED"
    assert made.log(build) == ["finally", "0"]


def test_on_failure_says_otherwise(project):
    made = project()

    aborted = made.build(spec("{build: {on-failure: ABORT, commands: [exit 1]}, post_build: {commands: [echo no]}}"))
    went_on = made.build(spec("{install: {on-failure: CONTINUE, commands: [exit 1]}, build: {commands: [echo yes]}}"))

    assert (made.log(aborted), made.log(went_on)) == ([], ["yes"])
    assert (aborted["buildStatus"], went_on["buildStatus"]) == ("FAILED", "FAILED")


@pytest.mark.parametrize(
    ("buildspec", "message"),
    [
        ("missing.yml", "stat missing.yml: no such file or directory in the source"),
        ("../../etc/passwd", "../../etc/passwd isn't in the source"),
        ("version: 0.2\nphases: [", "while parsing a flow"),
        ("version: 0.2\nphases: {build: {commands: echo}}\n", "phases/build/commands must be a list"),
    ],
)
def test_without_a_buildspec_the_source_phase_fails(project, contexts, buildspec, message):
    build = project().build(buildspec)

    assert build["buildStatus"] == "FAILED"
    assert contexts(build)["DOWNLOAD_SOURCE"].startswith("YAML_FILE_ERROR: ")
    assert message in contexts(build)["DOWNLOAD_SOURCE"]


def test_a_runtime_of_another_version_is_told_and_one_that_is_missing_fails(project, contexts, aws):
    made = project()
    old = made.build(spec("{install: {runtime-versions: {python: 2.7}}}"))
    unknown = made.build(spec("{install: {runtime-versions: {cobol: 1}}}"))

    names = {"logGroupName": old["logs"]["groupName"], "logStreamName": old["logs"]["streamName"]}
    lines = [event["message"] for event in aws("logs").get_log_events(**names)["events"]]
    assert any("runtime-versions asks for python 2.7; this machine has 3." in line for line in lines)
    assert "Unknown runtime named 'cobol'" in contexts(unknown)["INSTALL"]


def test_huge_and_undecodable_output_is_in_the_log(project):
    made = project()
    huge = "python3 -c \\\"print('x' * 1_500_000)\\\"; printf 'a\\\\377b\\\\n'; seq 25000 | tail -n 2; echo; echo end"

    build = made.build(spec(f'{{build: {{commands: ["{huge}"]}}}}'))

    *parts, odd, first, second, empty, end = made.log(build)
    assert "".join(parts) == "x" * 1_500_000
    assert (odd, first, second, empty.strip(), end) == ("a\ufffdb", "24999", "25000", "", "end")


def test_its_files_are_gone_afterwards(project, local_aws):
    made = project()

    build = made.build(spec('{build: {commands: ["echo $CODEBUILD_SRC_DIR", "mkdir -p a/b"]}}'))

    (folder,) = made.log(build)
    assert folder.startswith(str(local_aws.directory))
    assert not list((local_aws.directory / "data" / "tmp").glob(f"{folder.split('/')[-3]}*"))


def test_a_build_is_stopped_with_all_its_processes(project, eventually):
    made = project()
    build_id = made.start(buildspecOverride=spec('{build: {commands: ["sleep 300 & echo $!; wait"]}}'))

    def check():
        assert made.get(build_id)["currentPhase"] == "BUILD"

    eventually(check)
    stopped = made.aws("codebuild").stop_build(id=build_id)["build"]

    assert stopped["buildStatus"] == "STOPPED"
    assert statuses(stopped)["BUILD"] == "STOPPED"
    assert made.wait(build_id)["buildStatus"] == "STOPPED"


def test_a_build_is_retried_as_it_was_started(project):
    made = project()
    first = made.build(
        spec("{build: {commands: [echo $A]}}"), environmentVariablesOverride=[{"name": "A", "value": "1"}]
    )

    again = made.wait(made.aws("codebuild").retry_build(id=first["id"])["build"]["id"])

    assert (again["buildNumber"], made.log(again)) == (2, ["1"])


def test_builds_are_found_by_id_and_arn_and_listed(project, aws):
    made = project()
    build = made.build()

    found = aws("codebuild").batch_get_builds(ids=[build["arn"], f"{made.name}:missing"])

    assert [each["id"] for each in found["builds"]] == [build["id"]]
    assert found["buildsNotFound"] == [f"{made.name}:missing"]
    assert aws("codebuild").list_builds_for_project(projectName=made.name)["ids"] == [build["id"]]


def test_the_same_token_starts_one_build(project):
    made = project()

    assert made.start(idempotencyToken="token") == made.start(idempotencyToken="token")


def test_the_same_token_starts_one_build_for_callers_at_the_same_time(project):
    made = project()
    tokens = [f"token{number}" for number in range(10) for _ in range(8)]
    with ThreadPoolExecutor(8) as callers:
        started = set(callers.map(lambda token: made.start(idempotencyToken=token), tokens))
    assert len(started) == len(set(tokens))


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"sourceTypeOverride": "GITHUB"}, "The local AWS runs no build with a source of type GITHUB"),
        ({"sourceTypeOverride": "CODEPIPELINE"}, "is CODEPIPELINE: start its pipeline instead"),
        ({"sourceTypeOverride": "S3", "sourceLocationOverride": "bucket"}, "must be bucket/key"),
        ({"environmentTypeOverride": "WINDOWS_SERVER_2022_CONTAINER"}, "type WINDOWS_SERVER_2022_CONTAINER"),
        (
            {"environmentVariablesOverride": [{"name": "A", "value": "", "type": "VAULT"}]},
            "The variable A has the type VAULT: it must be one of PLAINTEXT, PARAMETER_STORE, SECRETS_MANAGER",
        ),
        ({"debugSessionEnabled": True}, "doesn't support debugSessionEnabled"),
        ({"logsConfigOverride": {"s3Logs": {"status": "ENABLED", "location": "a/b"}}}, "writes no build logs to S3"),
        (
            {"serviceRoleOverride": "arn:aws:iam::123456789012:role/missing"},
            "not authorized to perform: sts:AssumeRole",
        ),
    ],
)
def test_what_it_does_not_run_is_refused_by_name(project, overrides, message):
    with pytest.raises(ClientError, match=message) as refused:
        project().start(**overrides)

    assert refused.value.response["Error"]["Code"] == "InvalidInputException"


def test_a_build_of_a_missing_project_is_refused(aws):
    with pytest.raises(aws("codebuild").exceptions.ResourceNotFoundException, match="Project cannot be found: missing"):
        aws("codebuild").start_build(projectName="missing")
