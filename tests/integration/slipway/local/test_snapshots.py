"""Snapshots of the local AWS: what runs on after one was loaded."""

import io
import json
import pickle
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from slipway import cli
from slipway.errors import SlipwayError
from slipway.harness import eventually
from slipway.local import emulator, snapshots

# In one worker, with one local AWS.
LOADED = pytest.mark.xdist_group("snapshots")
LOG_GROUP = "/aws/lambda/recorder"
RECORDER = """
def handler(event, context):
    print("records:", len(event.get("Records", [])), event.get("source", ""))
"""


@pytest.fixture(scope="module")
def environments_directory(pytestconfig):
    return pytestconfig.rootpath / ".slipway" / "environments"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, environments_directory):
    """A local AWS that was saved and loaded: a stream, a queue and a rule invoke a function."""
    directory = tmp_path_factory.mktemp("snapshots") / "local"
    directory.with_name("environments").symlink_to(environments_directory)
    running = emulator.up(directory, port=0)
    fill(running.target())
    (directory / "outputs.json").write_text("{}")
    (directory / "applying-x").write_text("errored.tfstate")
    snapshots.save(directory, "filled")
    emulator.down(directory)
    yield snapshots.load(directory, "filled")
    emulator.down(directory)


@pytest.fixture(scope="module")
def target(loaded):
    return loaded.target()


def fill(target) -> None:
    role = make_role(target)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("main.py", RECORDER)
    target.client("logs").create_log_group(logGroupName=LOG_GROUP)
    functions = target.client("lambda")
    function = functions.create_function(
        FunctionName="recorder",
        Runtime="python3.13",
        Handler="main.handler",
        Role=role,
        Code={"ZipFile": archive.getvalue()},
        Publish=True,
    )
    functions.create_alias(FunctionName="recorder", Name="live", FunctionVersion="1")
    table = target.client("dynamodb").create_table(
        TableName="table",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    put(target, "before")
    sqs = target.client("sqs")
    url = sqs.create_queue(QueueName="queue")["QueueUrl"]
    sqs.create_queue(QueueName="unread")
    sqs.send_message(QueueUrl=url.replace("queue", "unread"), MessageBody="of the snapshot")
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    functions.create_event_source_mapping(EventSourceArn=arn, FunctionName="recorder")
    functions.create_event_source_mapping(
        EventSourceArn=table["TableDescription"]["LatestStreamArn"],
        FunctionName="recorder",
        StartingPosition="LATEST",
    )
    events = target.client("events")
    events.put_rule(Name="rule", EventPattern=json.dumps({"source": ["test"]}))
    events.put_targets(Rule="rule", Targets=[{"Id": "1", "Arn": function["FunctionArn"]}])
    # MiniStack looks for schedules that are due every ten seconds: this one starts after the load.
    schedule(target, role, function["FunctionArn"], datetime.now(UTC) + timedelta(seconds=2))
    target.client("cloudwatch").put_metric_alarm(
        AlarmName="alarm",
        Namespace="test",
        MetricName="metric",
        Statistic="Sum",
        Period=10,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )
    s3 = target.client("s3")
    s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"first", b"second"):
        s3.put_object(Bucket="bucket", Key="object", Body=body)
    target.client("codeconnections").create_connection(ConnectionName="connection", ProviderType="GitHub")


def schedule(target, role, function, time) -> None:
    target.client("scheduler").create_schedule(
        Name="schedule",
        ScheduleExpression=f"at({time:%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": function, "RoleArn": role, "Input": json.dumps({"source": "schedule"})},
    )


def make_role(target) -> str:
    iam = target.client("iam")
    services = ["lambda.amazonaws.com", "scheduler.amazonaws.com"]
    trust = {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName="role", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    grant = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_role_policy(RoleName="role", PolicyName="all", PolicyDocument=document(grant))
    return role


def document(statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def put(target, name) -> None:
    target.client("dynamodb").put_item(TableName="table", Item={"id": {"S": name}})


def assert_logged(target, text) -> None:
    def logged():
        events = target.client("logs").filter_log_events(logGroupName=LOG_GROUP)["events"]
        assert text in "".join(event["message"] for event in events)

    eventually(logged)


@LOADED
def test_data_and_the_versions_of_objects_are_as_they_were_saved(target):
    assert target.client("dynamodb").get_item(TableName="table", Key={"id": {"S": "before"}})["Item"]
    s3 = target.client("s3")
    versions = s3.list_object_versions(Bucket="bucket")["Versions"]
    bodies = {
        s3.get_object(Bucket="bucket", Key="object", VersionId=each["VersionId"])["Body"].read() for each in versions
    }
    assert bodies == {b"first", b"second"}
    url = target.client("sqs").get_queue_url(QueueName="unread")["QueueUrl"]
    (message,) = target.client("sqs").receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == "of the snapshot"


@LOADED
def test_functions_and_their_aliases_can_be_invoked(target):
    functions = target.client("lambda")
    assert functions.invoke(FunctionName="recorder:live")["StatusCode"] == 200


@LOADED
def test_streams_queues_and_rules_invoke_functions(target):
    put(target, "after")
    assert_logged(target, "records: 1")
    target.client("sqs").send_message(
        QueueUrl=target.client("sqs").get_queue_url(QueueName="queue")["QueueUrl"], MessageBody="x"
    )
    target.client("events").put_events(Entries=[{"Source": "test", "DetailType": "x", "Detail": "{}"}])
    assert_logged(target, "records: 0 test")


@LOADED
def test_schedules_start_their_targets(target):
    assert_logged(target, "records: 0 schedule")


@LOADED
def test_alarms_are_evaluated(target):
    target.client("cloudwatch").put_metric_data(
        Namespace="test", MetricData=[{"MetricName": "metric", "Value": 2, "StorageResolution": 1}]
    )

    def is_alarm():
        (alarm,) = target.client("cloudwatch").describe_alarms(AlarmNames=["alarm"])["MetricAlarms"]
        assert alarm["StateValue"] == "ALARM"

    eventually(is_alarm)


@LOADED
def test_connections_are_kept(target):
    (connection,) = target.client("codeconnections").list_connections()["Connections"]
    assert connection["ConnectionName"] == "connection"


@LOADED
def test_files_are_restored_and_an_apply_that_was_in_progress_is_one_that_was_interrupted(loaded):
    assert (loaded.directory / "outputs.json").read_text() == "{}"
    assert (loaded.directory / "applying-x").read_text() == ""


@LOADED
def test_the_port_must_be_free(loaded):
    snapshot = snapshots.find(loaded.directory, "filled")
    other = loaded.directory.with_name("other")

    with pytest.raises(SlipwayError, match=f"port {loaded.port} is in use by another program"):
        emulator.up(other, port=snapshot.port, state=snapshot.folder / "state")

    assert not other.exists()


@LOADED
def test_a_snapshot_of_other_code_is_refused(loaded, monkeypatch):
    monkeypatch.setattr(snapshots.distribution, "find", lambda: snapshots.distribution.Distribution("x", "other"))

    with pytest.raises(SlipwayError, match="was made by another version of Slipway: delete it"):
        snapshots.load(loaded.directory, "filled")


@LOADED
@pytest.mark.parametrize("mode", [0o750, 0o707])
def test_a_folder_that_others_can_open_is_refused(loaded, mode):
    folder = snapshots.find(loaded.directory, "filled").folder
    folder.chmod(mode)

    with pytest.raises(SlipwayError, match="must be a folder of this user with the permissions 0700"):
        snapshots.load(loaded.directory, "filled")

    folder.chmod(0o700)


@LOADED
def test_the_files_of_a_snapshot_can_only_be_read_by_their_user(loaded):
    folder = snapshots.find(loaded.directory, "filled").folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "state").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("module", "name", "arguments"),
    [
        ("os", "system", ("touch {}",)),
        # A class that a module with state has imported.
        ("ministack.services.lambda_svc", "subprocess.Popen", (["touch", "{}"],)),
        ("slipway_emulator.services.codebuild.shell", "Shell", ()),
        ("builtins", "getattr", ([], "append")),
        ("collections", "OrderedDict.__class__", ("x", (), {})),
    ],
)
def test_a_state_with_a_type_that_no_snapshot_has_is_refused(tmp_path, environments_directory, module, name, arguments):
    made = tmp_path / "made"
    values = json.loads(json.dumps(arguments).replace("{}", str(made))) if "touch" in str(arguments) else arguments
    call = pickle.dumps(tuple(values), protocol=2)[2:-1] + b"R."
    state = private(tmp_path / "state", b"\x80\x04c" + f"{module}\n{name}\n".encode() + call)

    assert refusal(tmp_path, state, environments_directory).endswith(
        f"state can't be loaded: a snapshot can't contain {module}.{name}"
    )
    assert not made.exists()


@pytest.mark.parametrize(("module", "name"), [("os", "environ"), ("ministack.services.cloudwatch", "_XML_QUOTE")])
def test_a_state_with_a_variable_that_no_snapshot_has_is_refused(tmp_path, environments_directory, module, name):
    state = private(tmp_path / "state", pickle.dumps({(module, name): {}}))

    assert refusal(tmp_path, state, environments_directory).endswith(
        f"state can't be loaded: a snapshot can't contain {module}.{name}"
    )


def test_a_state_that_others_can_read_or_that_is_elsewhere_is_refused(tmp_path, environments_directory):
    state = private(tmp_path / "state", pickle.dumps({}))
    link = tmp_path / "link"
    link.symlink_to(state)

    assert "link can't be loaded: [Errno " in refusal(tmp_path, link, environments_directory)
    state.chmod(0o640)
    message = refusal(tmp_path, state, environments_directory)
    assert message.endswith("state must be a file of this user with the permissions 0600")


def test_a_damaged_state_is_refused(tmp_path, environments_directory):
    state = private(tmp_path / "state", pickle.dumps({})[:-1])

    assert "state can't be loaded: " in refusal(tmp_path, state, environments_directory)


def private(file, content):
    file.touch(mode=0o600)
    file.write_bytes(content)
    return file


def refusal(folder, state, environments_directory) -> str:
    with pytest.raises(SlipwayError) as refused:
        emulator.up(folder / "local", port=0, environments_directory=environments_directory, state=state)
    return str(refused.value)


@LOADED
def test_snapshots_are_listed_and_deleted(loaded, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("slipway.local.commands._directory", lambda: loaded.directory)

    assert cli.main(["local", "snapshot", "save", "more"]) == 0
    assert cli.main(["local", "snapshot", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == ["filled", "more"]
    assert cli.main(["local", "snapshot", "delete", "more"]) == 0
    assert cli.main(["local", "snapshot", "load", "more"]) == 1
    assert "there is no snapshot more; there are: filled\n" in capsys.readouterr().err
    assert cli.main(["local", "snapshot", "save", "No"]) == 1
    assert "a snapshot's name has a-z 0-9 - _" in capsys.readouterr().err
