"""Functions on the local AWS, as Terraform creates them, and a recorder of API calls."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from lambda_release.function import is_previous
from slipway.aws.target import Target
from slipway.deploy.actions import ACTIONS
from slipway.deploy.deploy import deploy
from slipway.deploy.deployer import Deployment

PLACEHOLDER = Path(__file__).parents[4] / "modules" / "lambda" / "placeholder" / "python.zip"
WRITES = {"UpdateFunctionCode", "PublishVersion", "UpdateAlias", "UpdateAlias previous", "CreateAlias"}
READS = {"GetFunction", "GetAlias", "Invoke"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}],
}


@dataclass(frozen=True)
class Session:
    """Like `slipway.aws.target.Target`, with the temporary credentials of a role."""

    target: Target
    credentials: dict[str, Any]

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.target.endpoint_url,
            region_name=self.target.region,
            aws_access_key_id=self.credentials["AccessKeyId"],
            aws_secret_access_key=self.credentials["SecretAccessKey"],
            aws_session_token=self.credentials["SessionToken"],
        )


@dataclass
class Recorder:
    """A target that records the API operations, and calls hooks of a test before and after them.

    The hooks in ``alter`` get the response of an operation and can change it.
    """

    target: Session | Target
    operations: list[str] = field(default_factory=list)
    before: dict[str, Callable[[], Any]] = field(default_factory=dict)
    after: dict[str, Callable[[], Any]] = field(default_factory=dict)
    alter: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)

    def client(self, service):
        client = self.target.client(service)
        client.meta.events.register("before-call", self._before)
        client.meta.events.register("after-call", self._after)
        return client

    def _before(self, model, params, context, **_):
        _, _, alias = params["url_path"].partition("/aliases/")
        name = f"{model.name} previous" if is_previous(alias) else model.name
        context["slipway_operation"] = name
        self.before.get(name, lambda: None)()
        self.operations.append(name)

    def _after(self, context, parsed, **_):
        self.after.get(context["slipway_operation"], lambda: None)()
        self.alter.get(context["slipway_operation"], lambda _: None)(parsed)

    @property
    def writes(self):
        return [operation for operation in self.operations if operation in WRITES]

    @property
    def unknown(self):
        """Operations that are neither a known write nor a known read."""
        return [name for name in self.operations if name.removesuffix(" previous") not in WRITES | READS]


@dataclass(frozen=True)
class Function:
    """A function on the local AWS, with the alias ``live``."""

    client: Any
    name: str

    def answer(self) -> Any:
        """Invoke the alias and return the result."""
        return json.load(self.client.invoke(FunctionName=self.name, Qualifier="live")["Payload"])

    def live(self) -> Any:
        """Return the configuration of the alias's version."""
        return self.client.get_function(FunctionName=self.name, Qualifier="live")["Configuration"]

    def versions(self) -> list[str]:
        """Return the published versions."""
        pages = self.client.get_paginator("list_versions_by_function").paginate(FunctionName=self.name)
        return [version["Version"] for page in pages for version in page["Versions"]][1:]

    def weights(self) -> Any:
        """Return the weights of the alias."""
        alias = self.client.get_alias(FunctionName=self.name, Name="live")
        return alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def configure(self, **settings: Any) -> None:
        """Change ``$LATEST``, as Terraform does."""
        self.client.update_function_configuration(FunctionName=self.name, **settings)
        self.client.get_waiter("function_updated_v2").wait(FunctionName=self.name)

    def upload(self, source: str) -> None:
        """Change ``$LATEST``'s code, as another deployment does."""
        self.client.update_function_code(FunctionName=self.name, ZipFile=zipped("get_movie.py", source))
        self.client.get_waiter("function_updated_v2").wait(FunctionName=self.name)


def zipped(name: str, content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], None]:
    """``write(app, answer)`` writes an app that returns ``answer``."""

    def write(app: str, answer: str) -> None:
        file = tmp_path / "apps" / app / f"{app.replace('-', '_')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        body = f"return {answer!r} + os.environ.get('MOOD', '')"
        file.write_text(f"import os\ndef handler(event, context): {body}\n")

    return write


@pytest.fixture
def project(tmp_path: Path, write: Callable[[str, str], None]) -> Path:
    """The folder of a project with the apps ``get-movie`` and ``send-mail``."""
    write("get-movie", "one")
    write("send-mail", "one")
    return tmp_path


@pytest.fixture
def role(aws: Callable[[str], Any], unique_name: str) -> Iterator[str]:
    """The ARN of a role for functions."""
    iam = aws("iam")
    yield iam.create_role(RoleName=unique_name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    iam.delete_role(RoleName=unique_name)


@pytest.fixture
def create_function(aws: Callable[[str], Any], role: str, unique_name: str) -> Iterator[Callable[..., Function]]:
    """``create_function(app)`` creates a function like ``modules/lambda``, with a placeholder as version 1.

    ``create_function(app, source)`` creates a function with other code.
    """
    client, created = aws("lambda"), []

    def create(app: str, source: str | None = None, **settings: Any) -> Function:
        name, module = f"{unique_name}-{app}", app.replace("-", "_")
        code = zipped(f"{module}.py", source) if source else PLACEHOLDER.read_bytes()
        client.create_function(
            **{
                "FunctionName": name,
                "Role": role,
                "Runtime": "python3.13",
                "Architectures": ["arm64"],
                "Handler": f"{module}.handler",
                "Code": {"ZipFile": code},
                "Publish": True,
                **settings,
            }
        )
        created.append(name)
        client.get_waiter("function_active_v2").wait(FunctionName=name)
        client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
        return Function(client, name)

    yield create
    for name in created:
        client.delete_function(FunctionName=name)


@pytest.fixture
def function(create_function: Callable[..., Function]) -> Function:
    """The function of ``get-movie``."""
    return create_function("get-movie")


@pytest.fixture
def functions(create_function: Callable[..., Function]) -> list[Function]:
    """The functions of ``get-movie`` and ``send-mail``."""
    return [create_function("get-movie"), create_function("send-mail")]


@pytest.fixture
def session(aws: Callable[[str], Any], target: Target, unique_name: str) -> Iterator[Session]:
    """Credentials of a role with the actions in `slipway.deploy.actions`, on the functions of the test."""
    iam, name = aws("iam"), f"{unique_name}-deploy"
    account = aws("sts").get_caller_identity()["Account"]
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}
    role = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="deploy", PolicyDocument=json.dumps(policy(account, unique_name)))
    answer = aws("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="deploy")
    yield Session(target, answer["Credentials"])
    iam.delete_role_policy(RoleName=name, PolicyName="deploy")
    iam.delete_role(RoleName=name)


def policy(account: str, environment: str) -> dict[str, Any]:
    """Return the policy of a role that deploys to functions of an environment."""
    resources = {
        "lambda": f"arn:aws:lambda:*:{account}:function:{environment}-*",
        "cloudwatch": "*",
        "s3": f"arn:aws:s3:::{environment}-artifacts/{environment}-*",
    }
    actions = sorted({action for actions in ACTIONS.values() for action in actions})
    statements = [
        {
            "Effect": "Allow",
            "Action": [action for action in actions if action.startswith(f"{service}:")],
            "Resource": resource,
        }
        for service, resource in resources.items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}


@pytest.fixture
def recorder(session: Session) -> Recorder:
    """Records the calls of `run`, made with the role that deploys."""
    return Recorder(session)


@pytest.fixture
def run(project: Path, recorder: Recorder, unique_name: str) -> Callable[..., list[Deployment]]:
    """``run(*apps)`` deploys these apps, or all."""

    def run(*names: str, **options: Any) -> list[Deployment]:
        return deploy(project, recorder, names, environment=unique_name, **options)  # type: ignore[arg-type]

    return run
