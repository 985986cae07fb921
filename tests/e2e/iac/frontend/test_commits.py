"""Which commits publish the site."""

from .conftest import SITE


def test_a_commit_to_the_site_on_the_branch_is_published(repository, pipeline, page, unique_name, posted):
    commit = repository.commit(SITE, f"<!-- {unique_name} -->\n")
    id_ = pipeline.only("Succeeded")
    assert pipeline.executions()[0]["trigger"]["triggerType"] == "WebhookV2"
    assert f"<!-- {unique_name} -->" in page()
    assert [message["text"].count(commit[:7]) for message in posted(id_, "started", "succeeded").values()] == [1, 1]


def test_a_commit_to_something_else_starts_nothing(repository, pipeline, put, page, unique_name):
    commit = repository.commit("README.md", unique_name)
    put()
    # What this one does takes longer than it takes to see the commit.
    id_ = pipeline.only("Succeeded")
    assert pipeline.actions(id_)["Source/repository"]["output"]["outputVariables"]["CommitId"] == commit
    repository.commit(SITE, f"<!-- {unique_name} -->\n")
    starts = [each["trigger"]["triggerType"] for each in pipeline.ended(2)]
    assert starts == ["WebhookV2", "CloudWatchEvent"]


def test_a_commit_to_another_branch_starts_nothing(repository, pipeline, put, page, unique_name):
    repository.git("switch", "--quiet", "--create", unique_name)
    repository.commit(SITE, f"<!-- {unique_name} -->\n")
    repository.git("switch", "--quiet", "main")
    put()
    pipeline.only("Succeeded")
    assert f"<!-- {unique_name} -->" not in page()
