"""Which commits publish the site."""

from .conftest import SITE


def test_only_a_commit_to_the_site_on_the_branch_is_published(repository, pipeline, put, page, unique_name, posted):
    elsewhere = repository.commit("README.md", unique_name)
    repository.git("switch", "--quiet", "--create", unique_name)
    repository.commit(SITE, f"<!-- {unique_name} on another branch -->\n")
    repository.git("switch", "--quiet", "main")
    put()
    # What this one does takes longer than it takes to see the commits.
    id_ = pipeline.only("Succeeded")
    assert pipeline.actions(id_)["Source/repository"]["output"]["outputVariables"]["CommitId"] == elsewhere
    assert f"{unique_name} on another branch" not in page()

    commit = repository.commit(SITE, f"<!-- {unique_name} -->\n")
    executions = pipeline.ended(2)
    assert [each["trigger"]["triggerType"] for each in executions] == ["WebhookV2", "CloudWatchEvent"]
    assert f"<!-- {unique_name} -->" in page()
    messages = posted(executions[0]["pipelineExecutionId"], "started", "succeeded")
    assert [message["text"].count(commit[:7]) for message in messages.values()] == [1, 1]
