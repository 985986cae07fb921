"""Commits on their way to production, with IAM enforced."""

from delivered_repository import LIST, UNIT_TEST

from .conftest import ENVIRONMENT

RESPONSE = 'Response(200, {"providers"'
ROWS = ["aws", "azure", "gcp"]


def test_the_first_delivery_makes_everything(pipeline, providers, aliases):
    """The stack of the application too; only the stage test gets the example rows."""
    assert sorted(each["id"] for each in providers("test")["providers"]) == ROWS
    assert providers("prod")["providers"] == []
    for versions in aliases().values():
        assert versions["test"] == versions["prod"] == "2"


def test_a_good_commit_goes_from_the_push_to_production(repository, pipeline, providers, aliases, aws):
    commit = repository.replace(LIST, RESPONSE, 'Response(200, {"n": len(items), "providers"')
    pipeline.wait_for_approval()
    assert providers("test")["n"] == len(ROWS)
    assert "n" not in providers("prod")
    execution = pipeline.deliver()
    repository.keep()

    assert providers("prod") == {"n": 0, "providers": [], "nextCursor": None}
    assert pipeline.executions()[0]["trigger"]["triggerType"] == "WebhookV2"
    (revision,) = pipeline.executions()[0]["sourceRevisions"]
    assert revision["revisionId"] == commit
    versions = aliases()["list-cloud-providers"]
    assert versions["prod"] == versions["test"] != versions["previous-prod"]
    function = f"{ENVIRONMENT}-list-cloud-providers"
    released = aws("lambda").get_function_configuration(FunctionName=function, Qualifier="prod")
    assert released["Description"] == f"commit {commit}"
    # The other function is as it was.
    assert aliases()["put-cloud-provider"]["prod"] == "2"
    tested = pipeline.actions(execution)["Acceptance/DeployFunctions"]["input"]["inputArtifacts"]
    assert pipeline.actions(execution)["Production/DeployFunctions"]["input"]["inputArtifacts"] == tested


def test_a_failed_unit_test_stops_the_commit(repository, pipeline, aliases):
    before = aliases()
    repository.replace(UNIT_TEST, '"handler" in', '"handler" not in')
    failure = pipeline.failure(pipeline.ended()[0]["pipelineExecutionId"])
    assert list(failure) == ["Commit/Verify"]
    assert "test_each_function_has_a_handler" in failure["Commit/Verify"]
    assert aliases() == before


def test_a_failed_acceptance_test_leaves_production_as_it_was(repository, pipeline, aliases, providers):
    before = aliases()["list-cloud-providers"]
    repository.replace(LIST, "Response(200", "Response(202")
    failure = pipeline.failure(pipeline.ended()[0]["pipelineExecutionId"])
    assert list(failure) == ["Acceptance/RunAcceptanceTests"]
    after = aliases()["list-cloud-providers"]
    assert (after["prod"], after["test"] == before["test"]) == (before["prod"], False)
    providers("prod")
