"""The delivery pipeline in the environment prod, the repository that it delivers, and what it has delivered."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace
from typing import Any

import delivered_repository
import pytest
from action_pipeline import make_action
from bootstrap_stack import PREFIX, assume_role, empty
from delivered_repository import DeliveredRepository
from repository import ROOT
from watched_pipeline import WatchedPipeline

from slipway.aws.target import Target
from slipway.deploy.deploy import deploy
from slipway.harness import eventually
from slipway.harness import unique_name as make_unique_name
from slipway.local import control, slack

ENVIRONMENT = "prod"
STAGES = ("test", "prod")
APPS = ("list-cloud-providers", "put-cloud-provider")
ALARM = f"{ENVIRONMENT}-list-cloud-providers-prod-errors"
MOVIES_API_URLS = {"test": "https://test.example.com/live", "prod": "https://api.example.com/live"}
BACKEND = (
    'bucket = "{bucket}"\nkey = "{environment}/cloud-providers.tfstate"\nregion = "{region}"\nuse_lockfile = true\n'
)
VARIABLES = """\
environment          = "{environment}"
permissions_boundary = "{boundary}"
role_path            = "{path}"
deletion_protection  = false
"""


class Delivery(WatchedPipeline):
    """The pipeline, whose production stage waits for an approval.

    Attributes:
        urls: URLs of the API's stages, as the action Apply exports them.
        refused: why the first release failed while an alarm was on, and the aliases then.
    """

    timeout = 300
    urls: dict[str, str]
    refused: tuple[dict[str, str], dict[str, dict[str, str]]]

    def wait_for_approval(self) -> dict[str, Any]:
        """Return the state of the approval, once the pipeline waits for it."""
        return dict(eventually(self._waiting, timeout=self.timeout))

    def answer(self, status: str) -> None:
        """Approve or reject, once the pipeline waits for it."""
        state = self.wait_for_approval()
        self._client.put_approval_result(
            pipelineName=self.name,
            stageName="Production",
            actionName="Approve",
            token=state["token"],
            result={"status": status, "summary": "a test"},
        )

    def _waiting(self) -> dict[str, Any]:
        executions = self.executions()
        if executions and executions[0]["status"] not in ("InProgress", "Stopping"):
            pytest.fail(f"the execution has ended: {self.failure(executions[0]['pipelineExecutionId'])}")
        states = self._client.get_pipeline_state(name=self.name)["stageStates"]
        production = next(each for each in states if each["stageName"] == "Production")
        latest = production["actionStates"][0].get("latestExecution", {})
        assert latest.get("status") == "InProgress"
        assert "token" in latest
        return dict(latest)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory, bootstrap: Any) -> DeliveredRepository:
    """The repository; the account's connections don't lead to it yet."""
    outputs, target = bootstrap.outputs, bootstrap.target
    backend = BACKEND.format(bucket=outputs["state_bucket"], environment=ENVIRONMENT, region=target.region)
    boundary, path = outputs["permissions_boundary_arns"][ENVIRONMENT], outputs["role_paths"][ENVIRONMENT]
    variables = VARIABLES.format(environment=ENVIRONMENT, boundary=boundary, path=path)
    folder = tmp_path_factory.mktemp("repository")
    return delivered_repository.make(folder, make_unique_name(), ENVIRONMENT, backend, variables)


@pytest.fixture(scope="session")
def notification(aws: Callable[[str], Any], run_target: Target) -> Iterator[SimpleNamespace]:
    """The ARNs of slack-notification's alias and queue in prod, which iac/frontend creates for all pipelines."""
    name, parameter = f"{ENVIRONMENT}-slack-notification", f"/{ENVIRONMENT}/frontend/slack-webhook"
    client, sqs, tags = aws("lambda"), aws("sqs"), {"Environment": ENVIRONMENT}
    # Not the webhook of iac/frontend, whose tests make posts fail.
    aws("ssm").put_parameter(Name=parameter, Value=f"{slack.messages_url(run_target)}/delivery", Type="SecureString")
    statement = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement | {"Resource": "*"}]})
    url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "360", "Policy": policy})["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    read = ["codepipeline:GetPipelineExecution", "codepipeline:ListActionExecutions", "ssm:GetParameter"]
    poll = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    deliveries = aws("dynamodb").create_table(
        TableName=f"{name}-deliveries",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "event_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "event_id", "AttributeType": "S"}],
    )["TableDescription"]
    settings = {
        "SLACK_WEBHOOK_PARAMETER": parameter,
        # No message of this pipeline becomes a dead letter.
        "DEAD_LETTER_QUEUE_URL": url,
        "MAX_RECEIVE_COUNT": "5",
        "DELIVERIES_TABLE": deliveries["TableName"],
    }
    function = make_action(
        aws,
        "slack-notification",
        (read, "*"),
        (poll, queue),
        (["dynamodb:DeleteItem", "dynamodb:PutItem"], deliveries["TableArn"]),
        FunctionName=name,
        Tags=tags,
        Environment={"Variables": settings},
    )
    version = client.publish_version(FunctionName=function)["Version"]
    alias = client.create_alias(FunctionName=function, Name="live", FunctionVersion=version)["AliasArn"]
    mapping = client.create_event_source_mapping(
        FunctionName=alias,
        EventSourceArn=queue,
        BatchSize=1,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    yield SimpleNamespace(function_arn=alias, queue_arn=queue)
    client.delete_event_source_mapping(UUID=mapping["UUID"])
    client.delete_function(FunctionName=function)
    sqs.delete_queue(QueueUrl=url)
    aws("dynamodb").delete_table(TableName=deliveries["TableName"])
    aws("ssm").delete_parameter(Name=parameter)


@pytest.fixture(scope="session")
def metadata(aws: Callable[[str], Any]) -> Iterator[str]:
    """The bucket with an object for each type of algorithm, as iac/frontend creates it in prod."""
    s3, name = aws("s3"), f"{ENVIRONMENT}-metadata-{make_unique_name()}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}})
    for file in (ROOT / "iac/frontend/metadata").glob("*.zip"):
        s3.put_object(Bucket=name, Key=file.name, Body=file.read_bytes())
    yield name
    empty(s3, name)
    s3.delete_bucket(Bucket=name)


@pytest.fixture(scope="session")
def stack(
    dev_stack: Callable[..., SimpleNamespace],
    bootstrap: Any,
    repository: DeliveredRepository,
    notification: SimpleNamespace,
    metadata: str,
) -> SimpleNamespace:
    """iac/delivery in prod, with its outputs and the attributes of `dev_stack`; it releases by a strategy at first."""
    return dev_stack(
        "delivery",
        environment=ENVIRONMENT,
        repository=repository.name,
        requirements="requirements.txt",
        unit_tests="-p no:slipway -p no:cacheprovider tests/unit",
        plan_role_arn=bootstrap.outputs["build_plan_role_arns"][ENVIRONMENT],
        apply_role_arn=bootstrap.outputs["build_apply_role_arns"][ENVIRONMENT],
        production={"approval": {}, "strategy": "AllAtOnce"},
        notify_function_arn=notification.function_arn,
        notify_queue_arn=notification.queue_arn,
        site={"movies_api_urls": MOVIES_API_URLS, "metadata_bucket": metadata},
        canary={"percent": 50, "bake_seconds": 12},
    )


@pytest.fixture(scope="session")
def delivered(
    stack: SimpleNamespace,
    aws: Callable[[str], Any],
    aliases: Callable[[], dict[str, dict[str, str]]],
    local_aws: Any,
    run_target: Any,
    repository: DeliveredRepository,
) -> Delivery:
    """The pipeline after its first delivery: the repository appears, as by a push.

    CodePipeline's own action releases it, first while an alarm is on, and again when it is off.
    """
    pipeline = Delivery(aws("codepipeline"), stack.pipeline_name)
    control.register_repository(local_aws.directory, run_target.access_key_id, repository.name, repository.path)
    pipeline.wait_for_approval()
    with kept_alarm(aws) as set_alarm:
        set_alarm("ALARM")
        pipeline.answer("Approved")
        execution = pipeline.only("Failed")
        pipeline.refused = pipeline.failure(execution), aliases()
        set_alarm("OK")
        pipeline.retry(execution)
    pipeline.urls = pipeline.actions(execution)["Acceptance/Apply"]["output"]["outputVariables"]
    return pipeline


@pytest.fixture
def pipeline(delivered: Delivery, aws: Callable[[str], Any]) -> Delivery:
    """The pipeline, which has nothing to do when a test begins."""
    return Delivery(aws("codepipeline"), delivered.name)


@pytest.fixture(scope="session")
def aliases(aws: Callable[[str], Any]) -> Callable[[], dict[str, dict[str, str]]]:
    """``aliases()`` returns the version of each alias of each function."""

    def aliases() -> dict[str, dict[str, str]]:
        names = {app: aws("lambda").list_aliases(FunctionName=f"{ENVIRONMENT}-{app}")["Aliases"] for app in APPS}
        return {app: {each["Name"]: each["FunctionVersion"] for each in listed} for app, listed in names.items()}

    return aliases


@pytest.fixture(scope="session")
def providers(http: Any, delivered: Delivery) -> Callable[[str], dict[str, Any]]:
    """``providers("test")`` returns the response of a stage of the API."""

    def providers(stage: str) -> dict[str, Any]:
        url = delivered.urls[f"{stage.upper()}_API_URL"]
        return dict(http.get(f"{url}/providers").expect(200).json())

    return providers


@pytest.fixture
def unreadable(aws: Callable[[str], Any]) -> Callable[[str], AbstractContextManager[None]]:
    """``with unreadable("test"):`` denies list-cloud-providers the table of a stage."""

    @contextmanager
    def unreadable(stage: str) -> Iterator[None]:
        iam, table = aws("iam"), f"{ENVIRONMENT}-cloud-providers-{stage}"
        policy = {"RoleName": f"{ENVIRONMENT}-list-cloud-providers", "PolicyName": "unreadable"}
        denied = {"Effect": "Deny", "Action": "dynamodb:*", "Resource": f"arn:aws:dynamodb:*:*:table/{table}"}
        iam.put_role_policy(**policy, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [denied]}))
        try:
            yield
        finally:
            iam.delete_role_policy(**policy)

    return unreadable


@pytest.fixture(scope="session")
def page(http: Any, run_target: Target, stack: SimpleNamespace, delivered: Delivery) -> Callable[..., Any]:
    """``page("test", "config.json")`` returns the response of a stage's site."""
    return lambda stage, path="": http.get(run_target.site_url(f"{stack.site_urls[stage]}/{path}")).expect(200)


@pytest.fixture(scope="session")
def prod_deployer(bootstrap: Any) -> Target:
    """The credentials of a job that deploys apps to the environment prod."""
    role = bootstrap.outputs["deploy_role_arns"][ENVIRONMENT]
    return assume_role(bootstrap.target, role, f"{PREFIX}:environment:{ENVIRONMENT}")


@pytest.fixture(scope="session")
def api_id(delivered: Delivery, aws: Callable[[str], Any]) -> str:
    """The id of the API."""
    apis = aws("apigatewayv2").get_apis()["Items"]
    (found,) = [each["ApiId"] for each in apis if each["Name"] == f"{ENVIRONMENT}-cloud-providers"]
    return str(found)


@pytest.fixture(scope="session")
def document_imported(stack: SimpleNamespace, prod_deployer: Target, api_id: str, aws: Callable[[str], Any]) -> None:
    """The README was followed up to the commit that sets ``routes_from_document``; releases have a canary now."""
    production: dict[str, Any] = {"approval": {}}
    stack.terraform.apply({**stack.variables, "api_id": api_id, "production": production})
    deploy(ROOT, prod_deployer, ["deploy-api"], environment=ENVIRONMENT)
    stack.roles.append(aws("iam").get_role(RoleName=f"{ENVIRONMENT}-deploy-api")["Role"]["Arn"])
    for stage in STAGES:
        aws("apigatewayv2").update_stage(ApiId=api_id, StageName=stage, AutoDeploy=False)


@pytest.fixture
def deployment(aws: Callable[[str], Any], api_id: str) -> Callable[[str], str]:
    """``deployment("test")`` returns the description of what a stage of the API serves."""

    def deployment(stage: str) -> str:
        served = aws("apigatewayv2").get_stage(ApiId=api_id, StageName=stage)["DeploymentId"]
        found = aws("apigatewayv2").get_deployment(ApiId=api_id, DeploymentId=served)
        return str(found.get("Description", ""))

    return deployment


@pytest.fixture
def set_alarm(aws: Callable[[str], Any]) -> Iterator[Callable[[str], None]]:
    """``set_alarm("ALARM")`` keeps the alarm of list-cloud-providers in a state until the test ends."""
    with kept_alarm(aws) as set_alarm:
        yield set_alarm


@contextmanager
def kept_alarm(aws: Callable[[str], Any]) -> Iterator[Callable[[str], None]]:
    """Yield the function of the fixture `set_alarm`.

    CloudWatch evaluates the alarm each minute, and would change the state.
    """
    kept, ended = {"StateValue": "OK"}, threading.Event()

    def put() -> None:
        aws("cloudwatch").set_alarm_state(AlarmName=ALARM, **kept, StateReason="a test")

    def set_alarm(state: str) -> None:
        kept["StateValue"] = state
        put()

    def keep() -> None:
        while not ended.wait(1):
            put()

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        yield set_alarm
    finally:
        ended.set()
        thread.join()
        set_alarm("OK")
