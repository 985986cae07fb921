import pytest


@pytest.fixture
def pipeline(aws, site, repository):
    """``pipeline(push filter, …)`` creates a pipeline whose source is the repository, and returns its name."""

    def create(*pushes, pull_requests=()):
        connection = aws("codestar-connections").create_connection(ProviderType="GitHub", ConnectionName="a")
        configuration = {
            "ConnectionArn": connection["ConnectionArn"],
            "FullRepositoryId": repository.name,
            "BranchName": "main",
        }
        type_id = {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"}
        source = {
            "name": "Code",
            "actionTypeId": type_id,
            "configuration": configuration,
            "outputArtifacts": [{"name": "code"}],
        }
        events = {"push": list(pushes), "pullRequest": list(pull_requests)}
        git = {"sourceActionName": "Code"} | {event: filters for event, filters in events.items() if filters}
        triggers = [{"providerType": "CodeStarSourceConnection", "gitConfiguration": git}] if len(git) > 1 else []
        stages = [{"name": "Source", "actions": [source]}]
        stages += [{"name": "Go", "actions": [site.invoke("Go", {"succeed": {}})]}]
        return site.create(stages=stages, triggers=triggers)

    return create


@pytest.fixture
def trigger_details(aws, eventually):
    """``trigger_details(pipeline, count)`` waits until pushes have started this many executions; oldest first."""

    def wait(name, count):
        def check():
            executions = aws("codepipeline").list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"]
            details = [
                each["trigger"]["triggerDetail"] for each in executions if each["trigger"]["triggerType"] == "WebhookV2"
            ]
            assert len(details) == count
            return details[::-1]

        return eventually(check)

    return wait


def test_each_commit_to_the_source_s_branch_starts_an_execution(pipeline, repository, trigger_details):
    name = pipeline()
    first = repository.commit("a")
    assert trigger_details(name, 1) == [f"{repository.name} main {first}"]
    second = repository.commit("b")
    assert trigger_details(name, 2)[1].endswith(second)


def test_only_a_push_that_matches_a_filter_starts_an_execution(pipeline, repository, trigger_details):
    name = pipeline(
        {"tags": {"includes": ["v*"]}}, {"branches": {"includes": ["main"]}, "filePaths": {"includes": ["b*"]}}
    )
    repository.commit("a")
    repository.git("tag", "other")
    commit = repository.commit("b")
    repository.git("tag", "-m", "annotated", "v1")
    details = trigger_details(name, 2)
    assert sorted(details) == [f"{repository.name} main {commit}", f"{repository.name} v1 {commit}"]


def test_a_pull_request_that_is_opened_updated_or_closed_starts_an_execution(pipeline, repository, trigger_details):
    paths = {"includes": ["b*"]}
    name = pipeline(pull_requests=[{"branches": {"includes": ["main"]}, "filePaths": paths}])
    repository.git("switch", "--quiet", "-c", "topic")
    first = repository.commit("b")
    repository.git("update-ref", "refs/pull/other/1", first)
    repository.git("update-ref", "refs/pull/main/2", first)
    trigger_details(name, 1)
    second = repository.commit("a")
    repository.git("update-ref", "refs/pull/main/2", second)
    trigger_details(name, 2)
    repository.git("update-ref", "-d", "refs/pull/main/2")
    details = trigger_details(name, 3)
    assert details == [f"{repository.name} main {commit}" for commit in (first, second, second)]
