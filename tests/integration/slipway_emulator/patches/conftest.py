"""MiniStack without any patch, and the AWS resources that most tests of the patches need.

A test of a fault of MiniStack has the mark ``upstream``. `make test-upstream` runs these tests, and this file records
which of them passed, for ``slipway local patches``.
"""

import functools
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from slipway.aws import log_events
from slipway.aws.target import Target
from slipway.harness import run, unique_name
from slipway.local import emulator, patches
from slipway_emulator.patches.registry import PATCHES

Aws = Callable[[str], Any]

# The source of a function that returns the event of a request.
ECHO = "import json\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"
# Statements for the roles of functions.
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
READ_QUEUES = {
    "Effect": "Allow",
    "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    "Resource": "*",
}

# For each patch, its tests with the mark upstream that have run, and whether they passed.
_results: dict[str, dict[str, bool]] = defaultdict(dict)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Collect the results of the tests with the mark upstream."""
    report = yield
    if call.when == "call" and item.get_closest_marker("upstream"):
        folder, name = item.path.relative_to(Path(__file__).parent).parts[:2]
        patch = f"{folder}.{name.removeprefix('test_').removesuffix('.py')}"
        _results[patch][item.name] = report.passed
        if report.failed:
            report.sections.append(("Upstream", f"the patch {patch} may no longer be needed"))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Record the results, unless this is one of several workers, which has only some of them."""
    if _results and not hasattr(session.config, "workerinput"):
        patches.record_tests(run.directory(session.config).parent, _results)


@pytest.fixture(scope="session")
def unpatched(pytestconfig: pytest.Config) -> Iterator[emulator.Emulator]:
    """MiniStack without any patch, for the tests with the mark upstream."""
    name = f"unpatched-{run.account_id(pytestconfig)}"
    names = [patch.name for patch in PATCHES]
    running = run.local_aws(run.hold(pytestconfig), name, skip_patches=names)
    yield running
    emulator.down(running.directory)


@pytest.fixture(scope="session")
def unpatched_target(unpatched: emulator.Emulator) -> Target:
    """As ``target``, on MiniStack without any patch."""
    return unpatched.target()


@pytest.fixture(scope="session")
def unpatched_aws(unpatched_target: Target) -> Aws:
    """As ``aws``, on MiniStack without any patch."""
    return functools.cache(unpatched_target.client)


def trust(service: str) -> str:
    """The trust policy of a role for a service, e.g. ``lambda``."""
    principal = {"Service": f"{service}.amazonaws.com"}
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"},
        }
    )


@pytest.fixture(scope="session")
def role() -> Callable[..., str]:
    """``role(aws, {"Effect": …}, …)`` creates a role for Lambda with these statements and returns its ARN."""

    return make_role


def make_role(aws: Aws, *statements: dict[str, Any], service: str = "lambda") -> str:
    """Create a role for a service with these statements and return its ARN."""
    name = unique_name()
    iam = aws("iam")
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service))["Role"]["Arn"]
    if statements:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=document)
    return str(arn)


@pytest.fixture(scope="session")
def function() -> Callable[..., str]:
    """``function(aws, source)`` creates a function from Python source with a ``handler``; returns its alias's ARN."""
    return make_function


def make_function(aws: Aws, source: str, *statements: dict[str, Any], role_arn: str = "", **settings: Any) -> str:
    """Create a function from Python source and return its alias's ARN."""
    name = unique_name()
    client = aws("lambda")
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="main.handler",
        Role=role_arn or make_role(aws, *statements),
        Code={"ZipFile": _zip(source)},
        Publish=True,
        **settings,
    )
    return str(client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")["AliasArn"])


@pytest.fixture(scope="session")
def echo_arn(aws: Aws) -> str:
    """The ARN of the alias of a function that returns its event, which every API may invoke."""
    arn = make_function(aws, ECHO)
    permission = {"Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
    aws("lambda").add_permission(FunctionName=arn, StatementId="every-api", **permission)
    return arn


@pytest.fixture
def assume() -> Callable[..., tuple[str, Aws]]:
    """``assume(aws, target, {"Effect": …}, …)`` creates a role with these statements and assumes it.

    Returns the role's ARN, and a function that returns clients with its session.
    """

    def make(aws: Aws, target: Target, *statements: dict[str, Any]) -> tuple[str, Aws]:
        iam, name = aws("iam"), unique_name()
        trusting = {"Effect": "Allow", "Principal": {"AWS": target.access_key_id}, "Action": "sts:AssumeRole"}
        documents = [
            json.dumps({"Version": "2012-10-17", "Statement": statement}) for statement in (trusting, statements)
        ]
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=documents[0], Path="/a/")["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=documents[1])
        keys = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        credentials = keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
        return arn, Target(target.endpoint_url, target.region, *credentials).client

    return make


@pytest.fixture
def by_virtual_host() -> Callable[..., requests.Response]:
    """``by_virtual_host(target, bucket, method, path, body)`` sends a signed request to a bucket's own host name."""

    def send(
        target: Target,
        bucket: str,
        method: str,
        path: str,
        body: bytes = b"",
        credentials: Credentials | None = None,
        base: str = "s3.localhost",
    ) -> requests.Response:
        keys = credentials or Credentials(target.access_key_id, target.secret_access_key, target.session_token)
        # The names below localhost don't lead to this machine everywhere, so the request is sent to its address.
        request = AWSRequest(method, f"http://{bucket}.{base}{path}", data=body, headers={"Host": f"{bucket}.{base}"})
        S3SigV4Auth(keys, "s3", target.region).add_auth(request)
        return requests.request(
            method, f"{target.endpoint_url}{path}", data=body, headers=dict(request.headers), timeout=30
        )

    return send


def _s3_with_bucket(aws: Aws, target: Target, name: str) -> Any:
    client = aws("s3")
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": target.region})
    return client


@pytest.fixture
def s3(aws: Aws, target: Target, unique_name: str) -> Any:
    """A client of S3; the bucket ``unique_name`` is there."""
    return _s3_with_bucket(aws, target, unique_name)


@pytest.fixture
def unpatched_s3(unpatched_aws: Aws, unpatched_target: Target, unique_name: str) -> Any:
    """As ``s3``, on MiniStack without any patch."""
    return _s3_with_bucket(unpatched_aws, unpatched_target, unique_name)


def _zip(source: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", source)
    return buffer.getvalue()


@dataclass(frozen=True)
class RestApi:
    """A REST API with the stage ``live``."""

    aws: Aws
    target: Target
    id: str
    root: str

    def resource(self, path: str, parent: str = "") -> str:
        """Create a resource and return its id."""
        client = self.aws("apigateway")
        return str(client.create_resource(restApiId=self.id, parentId=parent or self.root, pathPart=path)["id"])

    def method(self, resource: str, verb: str, function_arn: str, **settings: Any) -> None:
        """Create a method with a Lambda proxy integration."""
        settings = {"authorizationType": "NONE"} | settings
        client = self.aws("apigateway")
        client.put_method(restApiId=self.id, resourceId=resource, httpMethod=verb, **settings)
        client.put_integration(
            restApiId=self.id,
            resourceId=resource,
            httpMethod=verb,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{self.target.region}:lambda:path/2015-03-31/functions/{function_arn}/invocations",
        )

    def permit(self, function_arn: str, source: str = "*/*") -> None:
        """Let the API invoke the function; ``source`` is the part of the source ARN after the API's id."""
        self.aws("lambda").add_permission(
            FunctionName=function_arn,
            StatementId=unique_name(),
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=self.arn(source),
        )

    def arn(self, path: str) -> str:
        """The execute-api ARN with this part after the API's id."""
        account = self.target.access_key_id
        return f"arn:aws:execute-api:{self.target.region}:{account}:{self.id}/{path}"

    def deploy(self) -> None:
        """Create a deployment for the stage."""
        self.aws("apigateway").create_deployment(restApiId=self.id, stageName="live")

    def url(self, path: str) -> str:
        """The URL of a path that starts with a slash."""
        host = f"https://{self.id}.execute-api.{self.target.region}.amazonaws.com"
        return self.target.api_url(f"{host}/live{path}")

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a path."""
        return requests.get(self.url(path), timeout=30, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        """POST to a path."""
        return requests.post(self.url(path), timeout=30, **options)


@pytest.fixture(scope="session")
def new_rest_api(aws: Aws, target: Target) -> Callable[[], RestApi]:
    """``new_rest_api()`` creates a REST API on the local AWS, e.g. for all tests of a file that don't change it."""
    return functools.partial(_rest_api, aws, target)


@pytest.fixture
def rest_api(new_rest_api: Callable[[], RestApi]) -> RestApi:
    """A REST API on the local AWS."""
    return new_rest_api()


@pytest.fixture
def unpatched_rest_api(unpatched_aws: Aws, unpatched_target: Target) -> RestApi:
    """A REST API on MiniStack without any patch."""
    return _rest_api(unpatched_aws, unpatched_target)


def _rest_api(aws: Aws, target: Target) -> RestApi:
    api = aws("apigateway").create_rest_api(name=unique_name())
    return RestApi(aws, target, api["id"], api["rootResourceId"])


@dataclass(frozen=True)
class StreamTable:
    """A table with the hash key ``id`` and a stream of new and old images."""

    aws: Aws
    name: str
    stream_arn: str

    def put(self, *ids: str) -> None:
        """Put an item for each id, one after the other."""
        for id_ in ids:
            self.aws("dynamodb").put_item(TableName=self.name, Item={"id": {"S": id_}})


@pytest.fixture
def stream_table() -> Callable[[Aws], StreamTable]:
    """``stream_table(aws)`` creates a table."""

    def make(aws: Aws) -> StreamTable:
        table = aws("dynamodb").create_table(
            TableName=unique_name(),
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )["TableDescription"]
        return StreamTable(aws, table["TableName"], table["LatestStreamArn"])

    return make


@dataclass(frozen=True)
class Queue:
    """A standard queue."""

    aws: Aws
    url: str
    arn: str

    def send(self, body: str) -> None:
        """Send a message."""
        self.aws("sqs").send_message(QueueUrl=self.url, MessageBody=body)

    def receive(self, wait: int = 20) -> list[str]:
        """Receive and delete up to ten messages within ``wait`` seconds, and return their bodies."""
        sqs = self.aws("sqs")
        messages = sqs.receive_message(QueueUrl=self.url, WaitTimeSeconds=wait, MaxNumberOfMessages=10)
        for message in messages.get("Messages", []):
            sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in messages.get("Messages", [])]

    def open_to(self, service: str) -> None:
        """Let a service send to the queue, e.g. ``events``."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.aws("sqs").set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})

    def count(self) -> int:
        """Return the number of messages, whether or not they are visible."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        attributes = self.aws("sqs").get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return sum(map(int, attributes.values()))


@pytest.fixture
def queue() -> Callable[..., Queue]:
    """``queue(aws)`` creates a queue."""

    def make(aws: Aws, **attributes: str) -> Queue:
        url = aws("sqs").create_queue(QueueName=unique_name(), Attributes=attributes)["QueueUrl"]
        attributes = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        return Queue(aws, url, attributes["QueueArn"])

    return make


@pytest.fixture
def log_of() -> Callable[[Aws, str], list[str]]:
    """``log_of(aws, function_arn)`` returns the messages in the log of a function, oldest first."""

    def read(aws: Aws, function_arn: str) -> list[str]:
        name = function_arn.split(":")[6]
        return [text for _, _, text in log_events.read(aws("logs"), f"/aws/lambda/{name}", name)]

    return read
