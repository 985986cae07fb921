"""A version that becomes complete is written, built, published and posted; nothing else is."""

import io
import json
import zipfile
from datetime import UTC, datetime

from watched_pipeline import whole_second


def test_what_becomes_complete_is_written_built_published_and_posted_and_nothing_else_is(
    aws, stack, put, pipeline, metadata, page, repository, movies, site_file, invalidations, posted, denied, unique_name
):
    before = len(metadata("search")) + len(metadata("similarity"))
    put(phase="REGISTERED")
    put(phase="PACKAGE_TESTS_RUNNING")
    put(phase="PACKAGE_TESTS_FAILED", type="similarity", version="0.9.0")
    put(algorithm=f"{unique_name}-complete", phase="PACKAGE_TESTS_RUNNING")
    began = datetime.now(UTC)
    version = put(algorithm=f"{unique_name}-complete", title="It is complete")
    id_ = pipeline.only("Succeeded")
    (execution,), actions = pipeline.executions(), pipeline.actions(id_)
    assert execution["trigger"]["triggerType"] == "CloudWatchEvent"

    assert len(metadata("search")) + len(metadata("similarity")) == before + 1
    assert all(version[name] in page() for name in ("algorithm", "version", "title", "description"))
    assert f">{unique_name}<" not in page()
    assert json.loads(site_file("/config.json")) == {"moviesApiUrl": movies.url}
    assert version["algorithm"] in _newest_metadata(aws, stack, actions)
    assert actions["Source/repository"]["output"]["outputVariables"]["CommitId"] == repository.git("rev-parse", "HEAD")

    # Only what changed is cleared from the caches.
    messages, (invalidation,) = posted(id_, "started", "succeeded"), invalidations()
    assert invalidation["Status"] == "Completed"
    assert sorted(invalidation["InvalidationBatch"]["Paths"]["Items"]) == ["/", "/index.html"]
    assert whole_second(began) <= metadata("search")[0]["LastModified"] <= execution["startTime"]
    assert messages["started"]["time"] > execution["startTime"]
    posting = actions["Publish/Notify"]
    times = [posting["startTime"], messages["succeeded"]["time"], posting["lastUpdateTime"]]
    page_time = aws("s3").head_object(Bucket=stack.site_bucket, Key="index.html")["LastModified"]
    assert_in_order([began, execution["startTime"]], actions, page_time, invalidation["CreateTime"], times)
    assert denied() == []  # by the boundary, too


def assert_in_order(begin, actions, deployed, cleared, end):
    """The success is posted when the caches are clear: each action begins after the one before."""
    build, deploy, clear = (actions[name] for name in ("Build/Site", "Deploy/Site", "Publish/InvalidateCache"))
    steps = [time for action in (build, deploy, clear) for time in (action["startTime"], action["lastUpdateTime"])]
    steps = [*begin, *steps, *end]
    assert steps == sorted(steps)
    for action, happened in ((deploy, deployed), (clear, cleared)):
        assert whole_second(action["startTime"]) <= happened <= action["lastUpdateTime"]


def _newest_metadata(aws, stack, actions):
    """Return the algorithms of the type search that the build has taken, with the newest object of each type."""
    taken = {each["name"]: each["s3location"] for each in actions["Build/Site"]["input"]["inputArtifacts"]}
    assert taken.keys() == {"repository", "recommendation", "search", "similarity"}
    for name in ("recommendation", "search", "similarity"):
        newest = aws("s3").head_object(Bucket=stack.metadata_bucket, Key=f"{name}.zip")["VersionId"]
        assert actions[f"Source/{name}"]["output"]["outputVariables"]["VersionId"] == newest
    body = aws("s3").get_object(Bucket=taken["search"]["bucket"], Key=taken["search"]["key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {version["algorithm"] for version in json.loads(archive.read("search.json"))["versions"]}


def test_of_a_version_only_the_update_that_completes_it_is_published_whatever_its_phase_was(
    aws, stack, put, pipeline, metadata, page, eventually, unique_name
):
    names = [f"{unique_name}-{number}" for number in range(4)]
    for name, phase in zip(names, [{}, {"phase": {"NULL": True}}, {"phase": {"N": "1"}}], strict=False):
        key = {"algorithm": {"S": name}, "version": {"S": "1.0.0"}}
        aws("dynamodb").put_item(TableName=stack.algorithms_table, Item={**key, **phase})
    for name in names:  # the last is new
        put(algorithm=name)

    def they_are_there():
        pipeline.ended()
        assert all(f">{name}<" in page() for name in names)

    eventually(they_are_there, timeout=60)
    written, ended = len(metadata("search")), len(pipeline.executions())
    put(algorithm=names[-1])
    put(algorithm=names[-1], description="Said otherwise.")
    put(algorithm=f"{unique_name}-later", type="similarity")
    pipeline.ended(ended + 1)
    assert len(metadata("search")) == written
