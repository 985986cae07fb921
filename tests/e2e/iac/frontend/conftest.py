"""The frontend stack, and fixtures to change its input and to read its results."""

import json
import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from movies_api import MoviesApi, movie, movies_api
from repository import ROOT
from sample_pipelines import Repository
from watched_pipeline import WatchedPipeline

from slipway.harness import unique_name as make_unique_name
from slipway.local import control, slack

SITE = "apps/website/pages/index.html"
# Seconds in which an action's function must answer its job: long enough for its own waits, short enough for a test.


@pytest.fixture(scope="session")
def movies() -> Iterator[MoviesApi]:
    """The API whose movies the page lists."""
    with movies_api() as api:
        api.movies = [movie(1, title="The Matrix", rating=8.7), movie(2, title="Spirited Away", rating=8.6)]
        yield api


@pytest.fixture(scope="session")
def repository(tmp_path_factory, local_aws, run_target) -> Repository:
    """A git repository that holds the site and nothing else; the account's connections lead to it."""
    path = tmp_path_factory.mktemp("repository")
    repository = Repository(path, make_unique_name())
    shutil.copytree(ROOT / "apps" / "website", path / "apps" / "website", ignore=shutil.ignore_patterns("__pycache__"))
    repository.git("add", "apps")
    repository.commit(SITE, "<!-- the site -->\n")
    control.register_repository(local_aws.directory, run_target.access_key_id, repository.name, path)
    return repository


@pytest.fixture(scope="session")
def stack(dev_stack, aws, run_target, local_aws, movies, repository) -> SimpleNamespace:
    """iac/frontend, with its outputs and the attributes of `dev_stack`."""
    aws("ssm").put_parameter(  # as an operator does
        Name="/dev/frontend/slack-webhook",
        Value=f"{slack.messages_url(run_target)}/deployments",
        Type="SecureString",
        Overwrite=True,
    )
    return dev_stack("frontend", movies_api_url=movies.url, repository=repository.name)


@pytest.fixture(scope="session")
def published(aws, stack, eventually) -> None:
    """The site is there, as the first execution after the deployment of the functions has made it."""
    codepipeline = aws("codepipeline")
    for execution in codepipeline.list_pipeline_executions(pipelineName=stack.pipeline_name)[
        "pipelineExecutionSummaries"
    ]:
        if execution["status"] == "InProgress":  # since the pipeline was created; it waits for functions without code
            codepipeline.stop_pipeline_execution(
                pipelineName=stack.pipeline_name, pipelineExecutionId=execution["pipelineExecutionId"], abandon=True
            )
    pipeline = WatchedPipeline(codepipeline, stack.pipeline_name)
    pipeline.start()
    pipeline.only("Succeeded")


@pytest.fixture
def pipeline(aws, stack, published) -> WatchedPipeline:
    """The pipeline, which has nothing to do when a test begins."""
    return WatchedPipeline(aws("codepipeline"), stack.pipeline_name)


@pytest.fixture
def put(aws, stack, unique_name) -> Callable[..., dict[str, str]]:
    """``put(type="search", …)`` writes an algorithm's version whose tests are complete, under the test's own name."""

    def put(**changes: str) -> dict[str, str]:
        item = {
            "algorithm": unique_name,
            "version": "1.0.0",
            "type": "search",
            "phase": "PACKAGE_TESTS_COMPLETE",
            "title": f"Title of {unique_name}",
            "description": "Ranks titles by their words.",
        } | changes
        attributes = {name: {"S": value} for name, value in item.items()}
        aws("dynamodb").put_item(TableName=stack.algorithms_table, Item=attributes)
        return item

    return put


@pytest.fixture
def metadata(aws, stack) -> Callable[[str], list[dict[str, Any]]]:
    """``metadata(type)`` returns all versions of a type's object, newest first."""

    def metadata(algorithm_type: str) -> list[dict[str, Any]]:
        pages = (
            aws("s3")
            .get_paginator("list_object_versions")
            .paginate(Bucket=stack.metadata_bucket, Prefix=f"{algorithm_type}.zip")
        )
        return [version for page in pages for version in page["Versions"]]

    return metadata


@pytest.fixture
def site_file(http, run_target, stack) -> Callable[[str], str]:
    """``site_file("/config.json")`` returns a file of the site, through the distribution."""
    return lambda path: http.get(run_target.site_url(f"{stack.site_url}{path}")).expect(200).text


@pytest.fixture
def page(site_file) -> Callable[[], str]:
    """``page()`` returns the site's page, through the distribution."""
    return lambda: site_file("")


@pytest.fixture
def invalidations(aws, stack) -> Callable[[], list[dict[str, Any]]]:
    """``invalidations()`` returns those of the distribution since the test began."""
    cloudfront, distribution = aws("cloudfront"), stack.distribution_id

    def listed() -> list[dict[str, Any]]:
        return cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", [])

    before = {each["Id"] for each in listed()}

    def invalidations() -> list[dict[str, Any]]:
        new = [each["Id"] for each in listed() if each["Id"] not in before]
        return [cloudfront.get_invalidation(DistributionId=distribution, Id=id_)["Invalidation"] for id_ in new]

    return invalidations


@pytest.fixture
def slack_answers(http, run_target):
    """``slack_answers(status, count)`` has that many next posts fail with a status, until the test ends."""

    def answer(status, count):
        headers = {"Authorization": f"Bearer {run_target.secret_access_key}"}
        failures = {"count": count, "status": status}
        http.request("PUT", f"{slack.messages_url(run_target)}/deployments", json=failures, headers=headers).expect(200)

    yield answer
    answer(500, 0)


@pytest.fixture
def decisions(local_aws, run_target):
    """``decisions()`` returns what the local AWS has decided about the roles of the account."""

    def decisions():
        lines = map(json.loads, local_aws.iam_decisions_file.read_text().splitlines())
        return [one for one in lines if one["account"] == run_target.access_key_id]

    return decisions


@pytest.fixture
def denied(decisions, stack):
    """``denied()`` returns what the stack's roles were refused since the test began, e.g. by the boundary."""

    def refusals():
        return [one for one in decisions() if one["principal"] in stack.roles and not one["allowed"]]

    before = len(refusals())
    return lambda: refusals()[before:]


@pytest.fixture
def granted(aws) -> Callable[[str], set[str]]:
    """``granted(name)`` returns the actions of a managed policy."""

    def granted(name: str) -> set[str]:
        iam = aws("iam")
        arn = f"arn:aws:iam::{aws('sts').get_caller_identity()['Account']}:policy/{name}"
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        return actions_of(iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])

    return granted


def actions_of(document: dict[str, Any]) -> set[str]:
    """Return the actions that a policy names."""
    listed = (statement["Action"] for statement in document["Statement"])
    return {action for actions in listed for action in (actions if isinstance(actions, list) else [actions])}
