"""Commits on their way to production, with IAM enforced."""

import re
from types import SimpleNamespace

import pytest
from delivered_repository import LIST, UNIT_TEST
from repository import ROOT

from slipway.deploy.deploy import deploy
from slipway.deploy.release_rollback import rollback_release
from slipway.deploy.rollback import rollback
from slipway.errors import SlipwayError

from .conftest import ALARM, APPS, ENVIRONMENT, MOVIES_API_URLS, STAGES, Delivery
from .unused_grants import useless

VARIABLES = f"iac/cloud-providers/environments/{ENVIRONMENT}.tfvars"
PAGE = "apps/website/pages/index.html"
RESPONSE = 'Response(200, {"providers"'
ROWS = ["aws", "azure", "gcp"]


def test_the_first_delivery_makes_everything(delivered, providers, aliases):
    """The stack of the application too; only the stage test gets the example rows."""
    assert sorted(each["id"] for each in providers("test")["providers"]) == ROWS
    assert providers("prod")["providers"] == []
    for versions in aliases().values():
        assert versions["test"] == versions["prod"] == "2"


def test_codepipelines_own_action_moves_production_to_what_was_tested(delivered, grants, unused):
    """As `production.strategy` asks for: not while an alarm is on, and with the version of the stage test."""
    failure, before = delivered.refused
    assert list(failure) == ["Production/Deploy-list-cloud-providers"]
    assert f"{ALARM} is in the state ALARM" in failure["Production/Deploy-list-cloud-providers"]
    assert (before["list-cloud-providers"]["prod"], before["list-cloud-providers"]["test"]) == ("1", "2")
    (execution,) = delivered.executions()
    action = delivered.actions(execution["pipelineExecutionId"])["Production/Deploy-list-cloud-providers"]
    assert action["output"]["outputVariables"] == {"FunctionVersion": "2"}
    # The next configuration has other ones.
    assert [each for each in useless(grants(), unused()) if each[0] == delivered.name] == []


def test_each_stage_publishes_the_same_page_with_its_own_settings(pipeline, page, repository, aws):
    """And allows it to call the API of these settings, and no other origin."""
    for stage in STAGES:
        assert page(stage, "config.json").json() == {"moviesApiUrl": MOVIES_API_URLS[stage]}
        policy = page(stage).headers["content-security-policy"]
        assert f"connect-src 'self' {MOVIES_API_URLS[stage].removesuffix('/live')};" in policy
    assert page("test").text == page("prod").text
    assert "<title>The movie catalogue</title>" in page("prod").text


def test_the_command_line_refuses_the_functions_of_the_pipeline(delivered, prod_deployer):
    with pytest.raises(SlipwayError, match="released by the pipeline prod-delivery, not by `slipway deploy`"):
        deploy(ROOT, prod_deployer, list(APPS), environment=ENVIRONMENT, alias="prod")


def test_a_failed_unit_test_stops_the_commit(repository, pipeline, aliases, posted):
    before = aliases()
    repository.replace(UNIT_TEST, '"handler" in', '"handler" not in')
    execution = pipeline.ended()[0]["pipelineExecutionId"]
    failure = pipeline.failure(execution)
    assert list(failure) == ["Commit/Verify"]
    posted(execution, "started", "failed")
    assert "test_each_function_has_a_handler" in failure["Commit/Verify"]
    assert aliases() == before


def test_a_second_execution_of_a_commit_passes_an_older_commit_and_changes_nothing(
    repository, pipeline, aliases, aws, bootstrap, metadata, providers, eventually
):
    """It starts because an algorithm's document has a new version, with the same content."""

    def state():
        key = {"Bucket": bootstrap.outputs["state_bucket"], "Key": f"{ENVIRONMENT}/cloud-providers.tfstate"}
        return aliases(), aws("s3").head_object(**key)["ETag"], providers("test"), versions()

    def versions():
        buckets = [each["Name"] for each in aws("s3").list_buckets()["Buckets"]]
        sites = [name for name in buckets if name.startswith(tuple(f"prod-delivery-{stage}-" for stage in STAGES))]
        assert len(sites) == len(STAGES)
        return [len(aws("s3").list_object_versions(Bucket=name)["Versions"]) for name in sites]

    def waiting(*earlier):
        found = pipeline.waiting("Commit")
        assert [id_ for id_ in found if id_ not in earlier] == found != []
        return found[0]

    before = state()
    document = aws("s3").get_object(Bucket=metadata, Key="search.zip")["Body"].read()
    with pipeline.held_before("Commit"):
        repository.replace(LIST, '"""GET /providers:', '"""GET /providers, older:')
        older = eventually(waiting, timeout=300)
        repository.git("reset", "--quiet", "--hard", repository.good)
        removed = eventually(lambda: waiting(older), timeout=300)
        aws("s3").put_object(Bucket=metadata, Key="search.zip", Body=document)
        newer = eventually(lambda: waiting(older, removed), timeout=300)
        statuses = {each["pipelineExecutionId"]: each["status"] for each in pipeline.executions()}
        assert statuses == {older: "Superseded", removed: "Superseded", newer: "InProgress"}
    pipeline.wait_for_approval()
    assert pipeline.executions()[0]["trigger"]["triggerType"] == "CloudWatchEvent"
    assert state() == before
    pipeline.answer("Rejected")
    pipeline.ended(3)


@pytest.fixture(scope="module")
def good(delivered, document_imported, repository, aws, page):
    """A commit that was pushed: its id, and ``pipeline``, ``execution`` and the page from ``before``.

    It changes a function, the page, of which CloudFront's cache is cleared, and where the routes come from: the last
    deployment of Terraform's routes serves a stage until its own deployment of the document.
    """
    former = page("prod").text
    assert page("test").text == former
    pipeline = Delivery(aws("codepipeline"), delivered.name)
    changes = {
        LIST: (RESPONSE, 'Response(200, {"n": len(items), "providers"'),
        PAGE: ("<title>The movie catalogue</title>", "<title>New</title>"),
        VARIABLES: ("role_path ", "routes_from_document = true\nrole_path "),
    }
    return SimpleNamespace(commit=repository.replace_in(changes), pipeline=pipeline, before=former)


def test_a_commit_is_not_released_while_its_acceptance_test_fails(good, unreadable, aliases, providers):
    """Which it does as long as the stage test can't read its table."""
    before = aliases()["list-cloud-providers"]
    with unreadable("test"):
        (execution,) = good.pipeline.ended()
    good.execution = execution["pipelineExecutionId"]
    assert list(good.pipeline.failure(good.execution)) == ["Acceptance/RunAcceptanceTests"]
    after = aliases()["list-cloud-providers"]
    assert (after["prod"], after["test"] == before["test"]) == (before["prod"], False)
    assert "n" not in providers("prod")
    good.pipeline.resume(good.execution)


def test_what_a_commit_changes_is_new_in_each_stage_after_its_actions_and_not_before(good, providers, page, deployment):
    good.pipeline.wait_for_approval()
    assert providers("test")["n"] == len(ROWS)
    assert "n" not in providers("prod")
    assert "<title>New</title>" in page("test").text
    assert page("prod").text == good.before
    assert deployment("test").endswith(f", commit {good.commit}")
    assert "commit" not in deployment("prod")


def test_a_rejected_commit_is_not_released_and_a_bad_canary_goes_back(good, aliases, aws, set_alarm, eventually):
    """The commit is rejected first, and then approved."""
    function = f"{ENVIRONMENT}-list-cloud-providers"
    before = aliases()["list-cloud-providers"]
    assert before["prod"] != before["test"]
    pipeline = good.pipeline
    pipeline.answer("Rejected")
    assert pipeline.only("Failed") == good.execution
    assert list(pipeline.failure(good.execution)) == ["Production/Approve"]
    assert aliases()["list-cloud-providers"] == before

    pipeline.resume(good.execution)

    def weights():
        alias = aws("lambda").get_alias(FunctionName=function, Name="prod")
        return alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def assert_split():
        assert weights() == {before["test"]: 0.5}

    pipeline.answer("Approved")
    eventually(assert_split, timeout=120)
    set_alarm("ALARM")

    def assert_failed():
        assert "Production/DeployFunctions" in pipeline.failure(good.execution)

    eventually(assert_failed, timeout=120)
    reason = pipeline.failure(good.execution)["Production/DeployFunctions"]
    assert re.search(rf"alarm '{ALARM}' is in ALARM .*; back on ", reason)
    assert (aliases()["list-cloud-providers"]["prod"], weights()) == (before["prod"], {})


def test_a_good_commit_goes_from_the_push_to_production(
    good, repository, providers, page, aliases, aws, posted, deployment
):
    """With the retry of what failed in the tests before."""
    good.pipeline.retry(good.execution)
    repository.keep()

    assert page("prod").text == page("test").text
    assert deployment("prod") == deployment("test")
    assert providers("prod") == {"n": 0, "providers": [], "nextCursor": None}
    (run,) = good.pipeline.executions()
    assert run["trigger"]["triggerType"] == "WebhookV2"
    assert {each["actionName"]: each["revisionId"] for each in run["sourceRevisions"]}["repository"] == good.commit
    assert_released(aws, aliases, good.pipeline.actions(good.execution), good.commit)
    posted(good.execution, "started", *["failed"] * 3, "succeeded")


def assert_released(aws, aliases, actions, commit):
    """What was tested is in production: one of the functions, with the commit in its description."""
    released = aliases()
    versions = released["list-cloud-providers"]
    assert versions["prod"] == versions["test"] != versions["previous-prod"]
    function = f"{ENVIRONMENT}-list-cloud-providers"
    configuration = aws("lambda").get_function_configuration(FunctionName=function, Qualifier="prod")
    assert configuration["Description"] == f"commit {commit}"
    assert released["put-cloud-provider"]["prod"] == "2"  # as it was
    tested = actions["Acceptance/DeployFunctions"]["input"]["inputArtifacts"]
    assert actions["Production/DeployFunctions"]["input"]["inputArtifacts"] == tested


def test_production_goes_back_without_the_pipeline(pipeline, providers, aliases, prod_deployer):
    before = aliases()
    rolled_back = rollback_release(ROOT, prod_deployer, environment=ENVIRONMENT, alias="prod")
    assert [each.app for each in rolled_back] == ["list-cloud-providers"]
    assert "n" not in providers("prod")
    assert providers("test")["n"] == len(ROWS)
    assert pipeline.executions() == []
    newest = int(before["list-cloud-providers"]["prod"])
    rollback(ROOT, prod_deployer, "list-cloud-providers", environment=ENVIRONMENT, alias="prod", to=newest)
    assert providers("prod")["n"] == 0
