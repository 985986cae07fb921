"""The examples of the documentation that follow a request, replay it and print its cost are of runs of these commands.

``WRITE_DOCS=1`` writes them into the page.
"""

import json
import re
import shutil
from types import SimpleNamespace

import generated
import pytest
from repository import ROOT

from slipway import cli

BODY = "fields = json_body(request, MOVIE_SCHEMA)"
TITLED = f'{BODY}\n    fields = fields | {{"title": fields["title"].title()}}'
HEAT = {"title": "heat", "rating": 8.3, "genres": ["Crime"]}


@pytest.fixture
def project(tmp_path, run_target, local_aws, stack, monkeypatch):
    """The apps of this repository in a project whose local AWS is that of the tests."""
    settings = {"region": run_target.region, "account": run_target.access_key_id, "environment": stack.environment}
    (tmp_path / "slipway.toml").write_text("".join(f"{key} = {json.dumps(settings[key])}\n" for key in settings))
    (tmp_path / ".slipway").mkdir()
    (tmp_path / ".slipway" / "local").symlink_to(local_aws.directory)
    for folder in ("apps", "libs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    for name, value in run_target.environment().items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def slipway(project, capsys):
    """``slipway("trace", "…")`` runs a command and returns its exit code and output."""

    def slipway(*arguments):
        code = cli.main(arguments)
        return SimpleNamespace(code=code, **capsys.readouterr()._asdict())

    return slipway


@pytest.fixture
def example():
    """``example(part, command, output)`` compares an example of a page, except for times, widths and ids."""

    def example(part, command, output, page="docs/operations.md"):
        generated.check(page, part, f"```console\n$ {command}\n{output.strip()}\n```\n", _without_times)

    return example


def _without_times(text):
    text = re.sub(r"Slowest: .*", "Slowest:", text)
    text = re.sub(r"(GB|Total).*", r"\1", text)
    text = re.sub(r"[0-9a-f-]{8,}|[0-9T:.-]+Z", "ID", text)
    return re.sub(r"\d+ ms", "N ms", re.sub(r"[ -]{2,}", " ", text))


def test_a_request_is_followed(api, slipway, example, unique_name, eventually):
    headers = {"x-correlation-id": unique_name}
    api.post("/movies", json=HEAT, headers=headers).expect(201)

    def mailed():
        result = slipway("trace", unique_name)
        assert "mail sent" in result.out
        assert " ? " not in result.out
        return result.out

    example("trace", "slipway trace ID", eventually(mailed).replace(unique_name, "ID"))

    cost = slipway("cost", unique_name)
    assert cost.code == 0, cost.err
    names = [line.partition("  ")[0] for line in cost.out.splitlines()]
    assert {"API Gateway: requests of a REST API", "Lambda: invocations", "SES: recipients"} <= {*names}
    example("cost", "slipway cost ID", cost.out, page="docs/scaling.md")


@pytest.fixture
def changed(project, slipway):
    """``changed("create-movie", old, new)`` deploys an app with a change, which the end of the test rolls back."""
    deployed = []

    def changed(app, old, new):
        source = project / "apps" / app / f"{app.replace('-', '_')}.py"
        assert old in source.read_text()
        source.write_text(source.read_text().replace(old, new))
        assert slipway("deploy", app).code == 0
        deployed.append(app)

    yield changed
    for app in deployed:
        assert slipway("rollback", app).code == 0


def test_a_request_is_replayed(api, slipway, changed, example):
    response = api.post("/movies", json=HEAT).expect(201)
    request = response.headers["x-amzn-requestid"]
    same = slipway("replay", request)
    changed("create-movie", BODY, TITLED)

    result = slipway("replay", request)

    assert same.out.splitlines()[-1] == "the effects are the same"
    assert result.out.splitlines()[-1] == "the effects differ"
    example("replay", "slipway replay ID", result.out)
