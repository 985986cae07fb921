"""The examples of the documentation that follow a request, replay it and print its cost are of runs of these commands.

``WRITE_DOCS=1`` writes them into the page.
"""

import json
import os
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import generated
import pytest
from repository import ROOT

from slipway import cli
from slipway.scaling import recorded_cost

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

    cost = slipway("cost", unique_name, "--record", "cost.toml")
    assert cost.code == 0, cost.err
    names = [line.partition("  ")[0] for line in cost.out.splitlines()]
    assert {"API Gateway: requests of a REST API", "Lambda: invocations", "SES: recipients"} <= {*names}
    example("cost", "slipway cost ID", cost.out, page="docs/scaling.md")
    assert_recorded(recorded_cost.read(Path("cost.toml")), ROOT / "iac" / "movies" / "cost.toml")


def assert_recorded(now, file):
    """Assert that the counts of the repository are those of this run, except for times and sizes of lines."""
    if os.environ.get("WRITE_DOCS"):
        for name, counts in now.items():
            recorded_cost.write(file, name, counts.units, counts.recorded)
    kept = recorded_cost.read(file)
    for name, counts in now.items():
        same = [{unit: n for unit, n in each.units.items() if "gb_second" not in unit} for each in (counts, kept[name])]
        sizes = [each.pop("log_gigabyte") for each in same]
        assert same[0] == same[1], "run with WRITE_DOCS=1 to record the counts again"
        assert 0.5 < sizes[0] / sizes[1] < 2


def test_the_service_levels_are_those_of_the_api(api, stack, slipway, eventually):
    api.post("/movies", json=HEAT).expect(201)

    def reported():
        result = slipway("service-levels", str(ROOT / "iac" / "movies" / "service-levels.toml"))
        assert result.code == int("missed" in result.out), result.err
        head, _, availability, latency, *functions = result.out.splitlines()
        counts = dict(line.split(": ") for line in functions[::4])
        assert [*counts] == [f"{stack.environment}-{app}" for app in ("publish-movie-events", "email-notification")]
        assert all(int(count.split()[0]) >= 1 for count in counts.values())
        assert int(head.removeprefix(f"{stack.environment}-movies: ").split()[0].replace(",", "")) >= 1
        assert availability.split()[0] == "availability"
        assert float(availability.split()[1]) > 0
        assert float(latency.removeprefix("at most 1000 ms").split()[0]) > 0

    eventually(reported)


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
