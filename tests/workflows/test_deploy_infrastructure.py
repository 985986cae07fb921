"""deploy-infrastructure.yml and drift.yml, step by step: from a pull request to production, and when it drifts."""

import json
from functools import partial
from types import SimpleNamespace

import pytest
from github_actions import StepError
from github_api import GitHub

from .conftest import MACHINE, all_pages, clean_up, write, write_project

pytestmark = MACHINE

OWN = {"repo": {"full_name": "example/movies"}}
PULL_REQUEST = {"number": 7, "head": OWN, "user": {"login": "author"}}
# They would run this test.
CHECKED = {"deploy-infrastructure.yml/checks": "success", "deploy-infrastructure.yml/grants": "failure"}
HELLO = """\
def handler(event, context):
    if "deployment" in event:
        print(event)
    return "hello"
"""


@pytest.fixture
def project(origin, bootstrap, aws, target):
    """A repository with one app and one stack, for the environments dev and prod."""
    write_project(origin, bootstrap.outputs, target.region, {"hello": HELLO})
    yield origin
    clean_up(aws, bootstrap.outputs["state_bucket"], ["hello"])


@pytest.fixture
def github():
    with GitHub() as github:
        yield github


@pytest.fixture
def run(project, run_in):
    """``run(name, event, inputs)`` runs a workflow of the project as GitHub does on that event; returns the machine."""
    return partial(run_in, project)


@pytest.fixture
def run_in(runner, github):
    """``run_in(repository, name, event, inputs)`` is as ``run``, in any repository."""

    def run_in(repository, name, event, inputs=None, notify="", **more):
        ref = "refs/pull/7/merge" if event == "pull_request" else "refs/heads/main"
        context = {"event_name": event, "ref": ref, "repository": "example/movies", "token": "token",
                   "server_url": "https://github.example.com", "run_id": 1, "event": more}  # fmt: skip
        machine = runner(repository, context)
        machine.environment |= {name: value for name, value in github.environment.items() if name != "GITHUB_TOKEN"}
        machine.replaced = CHECKED
        machine.variables["NOTIFY_APP"] = notify
        machine.run(name, inputs)
        return machine

    return run_in


def test_from_a_pull_request_to_production_and_back_after_drift(project, run, github, aws):
    machine = run("deploy-infrastructure.yml", "pull_request", pull_request=PULL_REQUEST)
    assert machine.ran == ["plan.yml/Plan", "deploy-infrastructure.yml/Comment"]
    (comment,) = github.comments
    assert comment["issue"] == 7
    for line in ("### dev/hello: ", "+ create aws_sns_topic.this", "### IAM", "no report of the grants"):
        assert line in comment["body"]
    assert "hush" not in comment["body"]
    assert "prod" not in comment["body"], "a plan runs the code of a pull request, which nobody has reviewed yet"

    machine = run("deploy-infrastructure.yml", "push")
    stage = ["plan.yml/Plan", "apply.yml/Apply", "deploy-apps.yml/Find changed apps", "deploy-app.yml/hello"]
    assert machine.ran == stage * 2
    for environment in ("dev", "prod"):
        answer = aws("lambda").invoke(FunctionName=f"{environment}-hello", Qualifier="live")["Payload"].read()
        assert json.loads(answer) == "hello"

    topic = next(
        item["TopicArn"] for item in all_pages(aws("sns"), "list_topics", "Topics") if "prod-news" in item["TopicArn"]
    )
    aws("sns").set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="by hand")
    machine = run("drift.yml", "schedule")
    assert machine.ran == ["plan.yml/Plan", "plan.yml/Plan", "drift.yml/Issue"]
    (issue,) = github.issues
    assert (issue["title"], issue["state"]) == ("Drift: prod/hello", "open")
    assert "! update aws_sns_topic.this" in issue["body"]
    assert "by hand" not in issue["body"]

    # It has nothing to do in dev, and nothing to approve there.
    machine = run("deploy-infrastructure.yml", "push", notify="hello")
    look = ["plan.yml/Plan", "deploy-apps.yml/Find changed apps"]
    prod = ["plan.yml/Plan", "apply.yml/Apply", "deploy-apps.yml/Find changed apps"]
    assert machine.ran == [*look, *prod, "notify.yml/Notify"]
    events = aws("logs").filter_log_events(logGroupName="/aws/lambda/dev-hello")["events"]
    (posted,) = [event["message"] for event in events if "deployment" in event["message"]]
    assert "'outcome': 'succeeded', 'name': 'example/movies', 'url': 'https://github.example.com/example/m" in posted
    assert aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "hush-prod"


def test_a_plan_with_other_changes_than_the_approved_one_is_not_applied(project, run, aws, bootstrap):
    workflow = project.directory / ".github/workflows/apply.yml"
    step = "- run: .venv/bin/slipway ci apply"
    assert step in workflow.read_text()
    meanwhile = "- run: cp iac/hello/more iac/hello/more.tf\n      "  # the stack is another when the reviewers are done
    workflow.write_text(workflow.read_text().replace(step, meanwhile + step))
    write(project.directory / "iac/hello/more", 'resource "aws_sns_topic" "more" {\n  name = "more"\n}\n')
    project.commit("Change what is planned in between")

    with pytest.raises(StepError, match="dev/hello has other changes than the approved plan: plan again"):
        run("apply.yml", "push", {"environment": "dev", "plan_role": bootstrap.outputs["plan_role_arns"]["dev"]})

    assert not [
        item for item in all_pages(aws("sns"), "list_topics", "Topics") if item["TopicArn"].endswith((":more", "-news"))
    ]


@pytest.mark.parametrize(
    "pull_request",
    [
        PULL_REQUEST | {"head": {"repo": {"full_name": "fork/movies"}}},
        PULL_REQUEST | {"user": {"login": "dependabot[bot]"}},
    ],
)
def test_a_pull_request_without_a_token_for_aws_runs_nothing(first_commit, run_in, github, pull_request):
    unchanged = SimpleNamespace(directory=first_commit)
    assert run_in(unchanged, "deploy-infrastructure.yml", "pull_request", pull_request=pull_request).ran == []
    assert github.comments == []
