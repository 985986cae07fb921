"""A function that posts the result of a deployment."""

import io
import json
import subprocess

import pytest
from botocore.exceptions import ClientError

from slipway.aws.target import Target
from slipway.cli import main

ARGUMENTS = ["--environment", "dev", "--app", "news", "--name", "example/movies", "--url", "https://example.com/runs/1"]


class Lambda:
    """A fake of Lambda with one answer, and its last request."""

    def __init__(self, answer: dict | ClientError) -> None:
        self.answer = answer

    def invoke(self, **request: object) -> dict:
        self.request = request
        if isinstance(self.answer, ClientError):
            raise self.answer
        return self.answer


@pytest.fixture
def notify(monkeypatch, tmp_path):
    """``notify("failed", answer)`` runs the command in a project, and returns its exit code and the fake."""
    (tmp_path / "slipway.toml").write_text('region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Target, "from_environment", lambda: Target(None, "eu-central-1", "k", "s"))

    def notify(outcome, answer):
        fake = Lambda(answer)
        monkeypatch.setattr(Target, "client", lambda *_: fake)
        return main(["ci", "notify", "--outcome", outcome, *ARGUMENTS]), fake

    return notify


def test_the_function_gets_the_result_of_the_deployment(notify, tmp_path, capsys):
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        subprocess.run([*git, *command], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()

    code, fake = notify("failed", {"StatusCode": 200, "Payload": io.BytesIO(b"{}")})

    assert (code, capsys.readouterr().out) == (0, "dev-news has posted that the deployment failed\n")
    assert (fake.request["FunctionName"], fake.request["Qualifier"]) == ("dev-news", "live")
    assert json.loads(fake.request["Payload"]) == {
        "deployment": {
            "outcome": "failed",
            "name": "example/movies",
            "url": "https://example.com/runs/1",
            "commit": commit,
        }
    }


def test_a_project_outside_of_git_has_no_commit(notify):
    _, fake = notify("succeeded", {"StatusCode": 200, "Payload": io.BytesIO(b"{}")})
    assert "commit" not in json.loads(fake.request["Payload"])["deployment"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "Function not found: x"}}, "Invoke"),
            "slipway: dev-news can't be invoked: Function not found: x\n",
        ),
        (
            {"FunctionError": "Unhandled", "Payload": io.BytesIO(b'{"errorMessage": "Slack refused the message"}')},
            "slipway: dev-news has failed: Slack refused the message\n",
        ),
        ({"FunctionError": "Unhandled", "Payload": io.BytesIO(b"<html>")}, "slipway: dev-news has failed: <html>\n"),
    ],
)
def test_a_function_that_can_not_post_is_an_error_with_its_reason(notify, capsys, answer, message):
    code, _ = notify("succeeded", answer)
    assert (code, capsys.readouterr().err) == (1, message)
