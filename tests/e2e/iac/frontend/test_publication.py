"""A version that becomes complete is written, built, published and posted; nothing else is."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from watched_pipeline import whole_second


def test_what_is_not_complete_is_not_written_and_starts_nothing(put, pipeline, metadata, page, unique_name):
    before = len(metadata("search")) + len(metadata("similarity"))
    put(phase="REGISTERED")
    put(phase="PACKAGE_TESTS_RUNNING")
    put(phase="PACKAGE_TESTS_FAILED", type="similarity", version="0.9.0")
    put(algorithm=f"{unique_name}-complete")
    pipeline.only("Succeeded")
    assert len(metadata("search")) + len(metadata("similarity")) == before + 1
    assert f"{unique_name}-complete" in page()
    assert f">{unique_name}<" not in page()


def test_what_becomes_complete_is_on_the_page(put, pipeline, page):
    put(phase="PACKAGE_TESTS_RUNNING")
    version = put()
    pipeline.only("Succeeded")
    assert all(version[name] in page() for name in ("algorithm", "version", "title", "description"))


@pytest.mark.parametrize("phase", [None, {"NULL": True}, {"N": "1"}])
def test_a_version_whose_first_phase_is_complete_is_on_the_page(aws, stack, put, pipeline, page, unique_name, phase):
    key = {"algorithm": {"S": unique_name}, "version": {"S": "1.0.0"}}
    item = {**key, "phase": phase} if phase else key
    aws("dynamodb").put_item(TableName=stack.algorithms_table, Item=item)
    put()
    pipeline.only("Succeeded")
    assert unique_name in page()


def test_the_build_gets_the_repository_and_all_metadata_objects(
    aws, stack, put, pipeline, repository, movies, site_file
):
    version = put()
    actions = pipeline.actions(pipeline.only("Succeeded"))
    taken = {each["name"]: each["s3location"] for each in actions["Build/Site"]["input"]["inputArtifacts"]}
    assert taken.keys() == {"repository", "recommendation", "search", "similarity"}
    revisions = {name: run["output"]["outputVariables"] for name, run in actions.items() if name.startswith("Source/")}
    assert revisions["Source/repository"]["CommitId"] == repository.git("rev-parse", "HEAD")
    for name in ("recommendation", "search", "similarity"):
        newest = aws("s3").head_object(Bucket=stack.metadata_bucket, Key=f"{name}.zip")["VersionId"]
        assert revisions[f"Source/{name}"]["VersionId"] == newest
    assert _versions(aws, taken["search"]) >= {version["algorithm"]}
    assert json.loads(site_file("/config.json")) == {"moviesApiUrl": movies.url}


def _versions(aws, place):
    body = aws("s3").get_object(Bucket=place["bucket"], Key=place["key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {version["algorithm"] for version in json.loads(archive.read("search.json"))["versions"]}


def test_an_object_starts_the_pipeline_and_success_is_posted_when_the_caches_are_clear(
    aws, stack, put, pipeline, metadata, invalidations, posted
):
    began = datetime.now(UTC)
    put()
    id_ = pipeline.only("Succeeded")
    (execution,), actions = pipeline.executions(), pipeline.actions(id_)
    assert execution["trigger"]["triggerType"] == "CloudWatchEvent"
    messages, (invalidation,) = posted(id_, "started", "succeeded"), invalidations()
    build, deploy, clear, notify = (
        actions[name] for name in ("Build/Site", "Deploy/Site", "Publish/InvalidateCache", "Publish/Notify")
    )
    steps = [began, execution["startTime"]]
    for action in (build, deploy, clear):
        steps += [action["startTime"], action["lastUpdateTime"]]
    steps += [notify["startTime"], messages["succeeded"]["time"], notify["lastUpdateTime"]]
    assert steps == sorted(steps)
    assert messages["started"]["time"] > execution["startTime"]
    page = aws("s3").head_object(Bucket=stack.site_bucket, Key="index.html")["LastModified"]
    for action, happened in ((deploy, page), (clear, invalidation["CreateTime"])):
        assert whole_second(action["startTime"]) <= happened <= action["lastUpdateTime"]
    assert whole_second(began) <= metadata("search")[0]["LastModified"] <= execution["startTime"]


def test_only_what_changed_is_cleared_from_the_caches(put, pipeline, invalidations):
    put()
    pipeline.only("Succeeded")
    (invalidation,) = invalidations()
    assert invalidation["Status"] == "Completed"
    assert sorted(invalidation["InvalidationBatch"]["Paths"]["Items"]) == ["/", "/index.html"]


def test_a_build_of_the_same_site_clears_at_most_the_page_with_the_time_of_the_build(pipeline, invalidations):
    pipeline.start()
    pipeline.only("Succeeded")
    cleared = {path for each in invalidations() for path in each["InvalidationBatch"]["Paths"]["Items"]}
    assert cleared <= {"/", "/index.html"}


def test_an_update_that_changes_nothing_of_a_complete_version_writes_nothing(
    put, pipeline, metadata, page, unique_name
):
    put()
    pipeline.only("Succeeded")
    written = len(metadata("search"))
    put()
    put(description="Said otherwise.")
    put(algorithm=f"{unique_name}-later", type="similarity")
    pipeline.ended(2)
    assert len(metadata("search")) == written
