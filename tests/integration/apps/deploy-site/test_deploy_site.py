"""The action in a pipeline of the local AWS, with the permissions that its docstring lists and no others."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from action_pipeline import failure, make_action, make_site, output_file, run_action, zipped
from sample_pipelines import Site

from slipway.harness import unique_name

SITE = {
    "index.html": "<script src=/assets/a.js></script>",
    "assets/a.js": "fetch('/config.json')",
    "assets/a.woff2": b"x",
}


@pytest.fixture(scope="module")
def site(aws: Any) -> Site:
    return make_site(aws)


@pytest.fixture(scope="module")
def buckets(aws: Any) -> list[str]:
    """The buckets of the stages test and prod, with versioning."""
    names = [unique_name(), unique_name()]
    for name in names:
        aws("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        aws("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return names


@pytest.fixture(scope="module")
def distribution(aws: Any, buckets: list[str]) -> str:
    """The id of a distribution whose origin is the first bucket."""
    origin = {"Id": "site", "DomainName": f"{buckets[0]}.s3.amazonaws.com"}
    configuration = {
        "CallerReference": buckets[0],
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin | {"S3OriginConfig": {"OriginAccessIdentity": ""}}]},
        "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https"},
    }
    return str(aws("cloudfront").create_distribution(DistributionConfig=configuration)["Distribution"]["Id"])


@pytest.fixture(scope="module")
def action(aws: Any, buckets: list[str], distribution: str) -> str:
    return make_action(
        aws,
        "deploy-site",
        (["s3:ListBucketVersions"], [f"arn:aws:s3:::{buckets[0]}"]),
        (
            ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation", "cloudfront:ListInvalidations"],
            [f"arn:aws:cloudfront::{aws('sts').get_caller_identity()['Account']}:distribution/{distribution}"],
        ),
        (["s3:ListBucket"], [f"arn:aws:s3:::{name}" for name in buckets]),
        (["s3:PutObject"], [f"arn:aws:s3:::{name}/*" for name in buckets]),
    )


@pytest.fixture
def publish(site: Site, action: str) -> Any:
    pipeline = unique_name()
    return lambda body, parameters: run_action(site, pipeline, action, body, parameters)


def query(bucket: str, **config: str) -> str:
    return f"bucket={bucket}&config={quote(json.dumps(config))}"


def versions(aws: Any, bucket: str) -> int:
    return len(aws("s3").list_object_versions(Bucket=bucket)["Versions"])


def test_one_artifact_serves_every_stage_and_a_rerun_uploads_nothing(
    publish: Any, aws: Any, buckets: list[str], site: Site
) -> None:
    for bucket, url in zip(buckets, ("https://test.example.com", "https://example.com"), strict=True):
        done = publish(zipped(SITE), query(bucket, apiUrl=url))
        assert done["status"] == "Succeeded", done
        stored = aws("s3").get_object(Bucket=bucket, Key="config.json")
        assert json.load(stored["Body"]) == {"apiUrl": url}
        types = {key: aws("s3").head_object(Bucket=bucket, Key=key)["ContentType"] for key in SITE}
        assert types == {
            "index.html": "text/html; charset=utf-8",
            "assets/a.js": "text/javascript; charset=utf-8",
            "assets/a.woff2": "font/woff2",
        }
    assert json.loads(output_file(site, done, "published.json")) == {"bucket": bucket, "uploaded": 4, "files": 4}

    before = versions(aws, bucket)
    assert publish(zipped(SITE), query(bucket, apiUrl=url))["status"] == "Succeeded"
    assert versions(aws, bucket) == before
    publish(zipped(SITE | {"index.html": "new"}), query(bucket, apiUrl=url))
    assert versions(aws, bucket) == before + 1


def test_the_caches_of_what_has_changed_are_cleared(
    publish: Any, aws: Any, buckets: list[str], distribution: str
) -> None:
    """Not those of the assets, and not again when nothing has changed since."""

    def cleared() -> list[list[str]]:
        listed = aws("cloudfront").list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", [])
        found = [aws("cloudfront").get_invalidation(DistributionId=distribution, Id=each["Id"]) for each in listed]
        assert {each["Invalidation"]["Status"] for each in found} <= {"Completed"}
        return [sorted(each["Invalidation"]["InvalidationBatch"]["Paths"]["Items"]) for each in found]

    parameters = f"{query(buckets[0], apiUrl='https://cached.example.com')}&distributionId={distribution}"
    assert publish(zipped(SITE), parameters)["status"] == "Succeeded"
    before = cleared()
    done = publish(zipped(SITE | {"index.html": "changed", "assets/b.js": "new"}), parameters)
    assert done["status"] == "Succeeded", done
    (paths,) = [each for each in cleared() if each not in before]
    assert paths == ["/", "/index.html"]
    count = len(cleared())
    publish(zipped(SITE | {"index.html": "changed", "assets/b.js": "new"}), parameters)
    assert len(cleared()) == count


def test_parameters_may_be_json(publish: Any, aws: Any, buckets: list[str]) -> None:
    parameters = json.dumps({"bucket": buckets[0], "config": json.dumps({"apiUrl": "https://json.example.com"})})
    assert publish(zipped(SITE), parameters)["status"] == "Succeeded"
    stored = aws("s3").get_object(Bucket=buckets[0], Key="config.json")
    assert json.load(stored["Body"]) == {"apiUrl": "https://json.example.com"}


@pytest.mark.parametrize(
    ("body", "parameters", "reason"),
    [
        (zipped(SITE), "config=%7B%7D", "bucket is missing"),
        (zipped(SITE), "bucket={}&config=none", "config must be a JSON object of strings"),
        (zipped(SITE), "bucket={}&config=%7B%22a%22%3A1%7D", "config must be a JSON object of strings"),
        (zipped({"a.txt": "x"}), "bucket={}", "the artifact source has no file index.html"),
        (zipped(SITE | {"../x": "x"}), "bucket={}", "has a path outside of its folder: '../x'"),
        (b"no zip", "bucket={}", "the artifact source is not a readable zip"),
    ],
    ids=["no_bucket", "config_no_json", "config_number", "no_page", "path_outside", "no_zip"],
)
def test_what_can_not_be_published_is_refused_with_the_reason(
    publish: Any, buckets: list[str], body: bytes, parameters: str, reason: str
) -> None:
    assert reason in failure(publish(body, parameters.replace("{}", buckets[0])))
