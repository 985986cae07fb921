from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest
from codepipeline_jobs import Answers, job_event
from moto.cloudfront.models import CloudFrontBackend, Invalidation

BUCKET = "site"
DISTRIBUTION = {
    "CallerReference": "site",
    "Comment": "",
    "Enabled": True,
    "Origins": {
        "Quantity": 1,
        "Items": [
            {"Id": "site", "DomainName": "site.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
        ],
    },
    "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https"},
}


class Site:
    """The bucket and its distribution. Each deployment takes a second; `complete` completes the invalidations."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.invalidations: list[Invalidation] = []
        monkeypatch.setattr("moto.s3.models.utcnow", lambda: self.now.replace(tzinfo=None))

        def create(backend: CloudFrontBackend, *arguments: Any) -> Invalidation:
            return self._invalidate(backend, *arguments)

        monkeypatch.setattr(CloudFrontBackend, "create_invalidation", create)
        self.s3 = boto3.client("s3")
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self.cloudfront = boto3.client("cloudfront")
        self.distribution_id = self.cloudfront.create_distribution(DistributionConfig=DISTRIBUTION)["Distribution"][
            "Id"
        ]
        self.parameters = {"distribution_id": self.distribution_id, "bucket": BUCKET}

    def deploy(self, **files: str) -> None:
        """Put files; ``index_html`` is index.html."""
        self.put({name.replace("_", "."): content for name, content in files.items()})

    def put(self, files: dict[str, str]) -> None:
        self.now += timedelta(seconds=1)
        for key, content in files.items():
            self.s3.put_object(Bucket=BUCKET, Key=key, Body=content.encode())

    def delete(self, key: str) -> None:
        self.now += timedelta(seconds=1)
        self.s3.delete_object(Bucket=BUCKET, Key=key)

    def complete(self) -> None:
        for invalidation in self.invalidations:
            invalidation.status = "Completed"

    @property
    def cleared(self) -> list[list[str]]:
        return [invalidation.paths for invalidation in self.invalidations]

    def _invalidate(self, backend: CloudFrontBackend, dist_id: str, paths: list[str], caller_ref: str) -> Invalidation:
        """Return the same invalidation for the same caller reference, and leave it in progress, as CloudFront does."""
        for known in self.invalidations:
            if known.caller_ref == caller_ref:
                assert known.paths == paths, "InvalidationBatchAlreadyExists"
                return known
        invalidation = Invalidation(backend.get_distribution(dist_id)[0], paths, caller_ref)
        invalidation.status = "InProgress"
        self.invalidations.append(invalidation)
        backend.invalidations[dist_id] = self.invalidations
        return invalidation


@pytest.fixture
def site(aws_account: Any, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(monkeypatch)


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def app(
    site: Site, load_app: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> ModuleType:
    module = load_app("invalidate-cache")
    from site_cache import clearing

    monkeypatch.setattr(clearing.time, "sleep", pauses.append)
    return module


@pytest.fixture
def answers(app: ModuleType) -> Answers:
    from pipeline_action import result

    return Answers(result._codepipeline)


@pytest.fixture
def act(app: ModuleType, answers: Answers, site: Site, lambda_context: Any) -> Callable[..., str]:
    """Run the action's job, with ``again=True`` with the last invocation's continuation token."""

    def run(*, again: bool = False, seconds: float = 25) -> str:
        lambda_context.seconds_left = seconds
        token = answers.successes[-1].get("continuationToken") if again else None
        result: str = app.handler(job_event(site.parameters, token), lambda_context)["answer"]
        return result

    return run


@pytest.fixture
def clear(act: Callable[..., str], site: Site) -> Callable[[], None]:
    """Run the action until it has succeeded."""

    def run() -> None:
        if act() == "continued":
            site.complete()
            assert act(again=True) == "succeeded"

    return run
