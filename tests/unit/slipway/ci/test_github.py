"""The comment of a pull request, the issue about drift, and the outputs of a step."""

import io
import json

import pytest
from github_api import BOT, GitHub

from slipway.ci import github
from slipway.ci.github import Repository
from slipway.cli import main
from slipway.errors import SlipwayError


@pytest.fixture
def api(monkeypatch):
    with GitHub() as api:
        for name, value in api.environment.items():
            monkeypatch.setenv(name, value)
        yield api


def bodies(items):
    return [item["body"] for item in items]


def test_the_comment_is_created_once_and_then_updated(api):
    Repository.from_environment().upsert_comment(7, "mark", "one")
    Repository.from_environment().upsert_comment(7, "mark", "two")
    Repository.from_environment().upsert_comment(8, "mark", "of another")
    assert bodies(api.comments) == ["<!-- mark -->\ntwo", "<!-- mark -->\nof another"]
    assert api.tokens == {"Bearer token"}


def test_the_comment_is_found_on_a_later_page(api):
    api.comments += [{"id": 100 + i, "issue": 7, "user": BOT, "body": "CI"} for i in range(5)]
    for text in ("one", "two"):
        Repository.from_environment().upsert_comment(7, "mark", text)
    assert bodies(api.comments)[5:] == ["<!-- mark -->\ntwo"]


def test_a_comment_with_the_marker_by_a_person_is_not_changed(api):
    theirs = {"id": 100, "issue": 7, "user": {"type": "User"}, "body": "<!-- mark -->\nmine"}
    api.comments.append(theirs)
    Repository.from_environment().upsert_comment(7, "mark", "ours")
    assert bodies(api.comments) == ["<!-- mark -->\nmine", "<!-- mark -->\nours"]


def test_a_comment_by_a_deleted_user_is_not_changed(api):
    api.comments.append({"id": 100, "issue": 7, "user": None, "body": "<!-- mark -->\nmine"})
    Repository.from_environment().upsert_comment(7, "mark", "ours")
    assert bodies(api.comments) == ["<!-- mark -->\nmine", "<!-- mark -->\nours"]


def test_an_issue_is_open_only_while_there_is_drift(api):
    repository = Repository.from_environment()
    api.issues += [{"number": 100 + i, "state": "open", "user": BOT, "body": None} for i in range(3)]
    repository.upsert_issue("mark", "Drift", "one")
    repository.upsert_issue("mark", "Drift", "two")
    assert bodies(api.issues)[3:] == ["<!-- mark -->\ntwo"]
    repository.close_issue("mark", "gone")
    assert (api.issues[3]["state"], api.issues[3]["state_reason"]) == ("closed", "completed")
    assert bodies(api.comments) == ["gone"]
    repository.close_issue("mark", "gone")
    assert bodies(api.comments) == ["gone"]
    repository.upsert_issue("mark", "Drift", "again")
    assert bodies(api.issues)[4:] == ["<!-- mark -->\nagain"]


def test_the_command_opens_the_issue_with_the_drifted_stacks_and_closes_it_without_drift(api, monkeypatch):
    for plans, state in (('{"prod/movies": "1"}', "open"), ("{}", "closed"), ("{}", "closed")):
        monkeypatch.setattr("sys.stdin", io.StringIO("### prod/movies"))
        assert main(["ci", "drift-issue", "--plans", plans, "--url", "https://github.example.com/1"]) == 0
        (issue,) = api.issues
        assert (issue["title"], issue["state"]) == ("Drift: prod/movies", state)
    assert issue["body"].endswith("https://github.example.com/1 has planned:\n\n### prod/movies")
    assert bodies(api.comments) == ["No drift any more: https://github.example.com/1"]


def test_the_issue_is_about_the_drift_of_all_plans(api, monkeypatch):
    """One for each environment, as each is planned with its own role."""
    prod = '{"prod/movies": "1"}'
    titles = {"{}": "Drift: prod/movies", '{"dev/movies": "1"}': "Drift: dev/movies, prod/movies"}
    for dev, title in titles.items():
        monkeypatch.setattr("sys.stdin", io.StringIO("text"))
        assert main(["ci", "drift-issue", "--plans", dev, prod, "--url", "https://github.example.com/1"]) == 0
        (issue,) = api.issues
        assert (issue["title"], issue["state"]) == (title, "open")


def test_a_long_title_is_shortened_to_the_limit_of_github(api, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("text"))
    plans = json.dumps({f"prod/a-stack-with-a-long-name-{number}": "1" for number in range(20)})
    assert main(["ci", "drift-issue", "--plans", plans, "--url", "https://github.example.com/1"]) == 0
    (issue,) = api.issues
    assert issue["title"].startswith("Drift: prod/a-stack-with-a-long-name-0, prod/")
    assert issue["title"].endswith(" …")
    assert len(issue["title"]) <= 256


@pytest.mark.parametrize(
    "command",
    [
        ["ci", "plan-comment", "--pull-request", "7"],
        ["ci", "drift-issue", "--plans", '{"dev/movies": "1"}', "--url", "x"],
    ],
)
def test_an_empty_summary_is_an_error(api, monkeypatch, capsys, command):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(command) == 1
    assert "nothing on stdin" in capsys.readouterr().err
    assert api.comments == api.issues == []


def test_the_comment_has_the_costs_that_the_stacks_have_recorded(api, monkeypatch, tmp_path):
    (tmp_path / "slipway.toml").write_text(
        'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n'
        + "".join(f'[stacks.{name}]\ndirectory = "iac/{name}"\n' for name in ("orders", "site"))
    )
    for name in ("orders", "site"):
        (tmp_path / "iac" / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    for costs, last in (
        ("", "### dev/orders\n"),
        ('["GET /orders"]\nrecorded = 2026-11-29\ninvocation = 10\n', "2.00"),
    ):
        if costs:
            (tmp_path / "iac" / "orders" / "cost.toml").write_text(costs)
        monkeypatch.setattr("sys.stdin", io.StringIO("### dev/orders\n"))
        assert main(["ci", "plan-comment", "--pull-request", "7"]) == 0
        (body,) = bodies(api.comments)
        assert last in body
        assert ("### Cost" in body) == bool(costs)


def test_the_comment_has_the_grants_after_the_plans(api, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    grant = {"action": "sqs:SendMessage", "resource": "*", "tests": ["tests/test_a.py::test_a"]}
    role = {"role": "arn:aws:iam::1:role/dev-orders", "denied": [], "used": [grant], "unused": [], "expected": []}
    file = tmp_path / "iam.json"
    command = ["ci", "plan-comment", "--pull-request", "7", "--grants", str(file)]
    for content, last in (
        ("", f"### IAM\n\nThere is no report of the grants: the tests that write {file} have failed.\n"),
        (json.dumps([role]), "| `dev-orders` | `sqs:SendMessage` | `*` | `tests/test_a.py::test_a` |\n\n</details>\n"),
        (json.dumps([role] * 2000), "more rows are left out.\n"),
    ):
        if content:
            file.write_text(content)
        monkeypatch.setattr("sys.stdin", io.StringIO("### dev/orders\n"))
        assert main(command) == 0
        (body,) = bodies(api.comments)
        assert body.startswith("<!-- slipway plan -->\n### dev/orders\n\n### IAM\n")
        assert body.endswith(last)
        assert len(body) <= 65_536


def test_a_report_of_grants_that_was_cut_off_is_an_error_of_one_line(api, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "iam.json").write_text("[{")
    monkeypatch.setattr("sys.stdin", io.StringIO("text"))
    assert main(["ci", "plan-comment", "--pull-request", "7", "--grants", "iam.json"]) == 1
    line = "slipway: iam.json isn't JSON: write it again with `pytest --iam-report=iam.json`\n"
    assert capsys.readouterr().err == line
    assert not api.comments


def test_a_refusal_of_github_is_an_error_of_one_line(api, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/other")
    monkeypatch.setattr("sys.stdin", io.StringIO("text"))
    assert main(["ci", "plan-comment", "--pull-request", "7"]) == 1
    assert capsys.readouterr().err.startswith("slipway: GitHub answered 404 to GET ")


def test_outside_a_job_there_is_no_repository(monkeypatch):
    for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "")
    with pytest.raises(SlipwayError, match="GITHUB_API_URL is not set"):
        Repository.from_environment()


def test_an_output_with_several_lines_can_not_start_another(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    github.set_output("summary", "one\nEOF\nplans=forged\n")
    github.set_output("plans", "{}")
    lines = (tmp_path / "output").read_text().splitlines()
    end = lines[0].removeprefix("summary<<")
    assert lines.index(end) == 5
    assert lines[6].startswith("plans<<end-")
    assert lines[6] != f"plans<<{end}"


def test_plans_that_are_not_json_are_rejected(capsys):
    assert main(["ci", "apply", "--environment", "dev", "--plans", "x"]) == 1
    assert "--plans must be the output `plans` of `slipway ci plan`" in capsys.readouterr().err
