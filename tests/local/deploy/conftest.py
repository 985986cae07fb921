"""Functions on the local AWS as Terraform leaves them, and what is sent to them."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from slipway.deploy import Deployment, deploy
from slipway.target import Target

WRITES = {"UpdateFunctionCode", "PublishVersion", "UpdateAlias"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}],
}


@dataclass
class Recorder:
    """A target that notes the operations that are sent, and calls what a test hangs before or after one."""

    target: Target
    operations: list[str] = field(default_factory=list)
    before: dict[str, Callable[[], Any]] = field(default_factory=dict)
    after: dict[str, Callable[[], Any]] = field(default_factory=dict)

    def client(self, service):
        client = self.target.client(service)
        client.meta.events.register("before-call.lambda", self._before)
        client.meta.events.register("after-call.lambda", self._after)
        return client

    def _before(self, model, **_):
        self.before.get(model.name, lambda: None)()
        self.operations.append(model.name)

    def _after(self, model, **_):
        self.after.get(model.name, lambda: None)()

    @property
    def writes(self):
        return [operation for operation in self.operations if operation in WRITES]

    @property
    def unknown(self):
        """Operations that are neither a known write nor a read: none must go unnoticed."""
        return [name for name in self.operations if name not in WRITES and not name.startswith("Get")]


@dataclass(frozen=True)
class Function:
    """A function on the local AWS, with the alias ``live``."""

    client: Any
    name: str

    def answer(self) -> Any:
        """What the alias answers."""
        return json.load(self.client.invoke(FunctionName=self.name, Qualifier="live")["Payload"])

    def live(self) -> Any:
        """The configuration behind the alias."""
        return self.client.get_function(FunctionName=self.name, Qualifier="live")["Configuration"]

    def versions(self) -> list[str]:
        """The published versions."""
        pages = self.client.get_paginator("list_versions_by_function").paginate(FunctionName=self.name)
        return [version["Version"] for page in pages for version in page["Versions"]][1:]

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
    """``write(app, answer)`` writes an app that answers so."""

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
    """``create_function(app)``: a placeholder as version 1, the alias on it, as ``modules/lambda`` makes them."""
    client, created = aws("lambda"), []

    def create(app: str, **settings: Any) -> Function:
        name = f"{unique_name}-{app}"
        client.create_function(
            **{
                "FunctionName": name,
                "Role": role,
                "Runtime": "python3.13",
                "Architectures": ["arm64"],
                "Handler": f"{app.replace('-', '_')}.handler",
                "Code": {"ZipFile": zipped("placeholder.txt", "")},
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
def recorder(target: Target) -> Recorder:
    """What `run` sends."""
    return Recorder(target)


@pytest.fixture
def run(project: Path, recorder: Recorder, unique_name: str) -> Callable[..., list[Deployment]]:
    """``run(*apps)`` deploys them, or all of the project."""

    def run(*names: str, **options: Any) -> list[Deployment]:
        return deploy(project, recorder, names, environment=unique_name, **options)  # type: ignore[arg-type]

    return run
