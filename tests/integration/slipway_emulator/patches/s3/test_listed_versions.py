"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
"""

from itertools import islice

import pytest

KEYS = ("0", "a/1", "a/2", "b", "c/1")
ENABLED = {"Status": "Enabled"}


def put(s3, name, *keys):
    return [s3.put_object(Bucket=name, Key=key).get("VersionId", "null") for key in keys]


def pages(s3, name, **options):
    """Return at most ten pages, so that a list without an end fails."""
    paginator = s3.get_paginator("list_object_versions")
    return list(islice(paginator.paginate(Bucket=name, PaginationConfig={"PageSize": 1}, **options), 10))


def entries(page):
    return [e["Key"] for e in page.get("Versions", [])] + [e["Prefix"] for e in page.get("CommonPrefixes", [])]


@pytest.mark.parametrize("is_versioned", [False, True])
def test_groups_and_keys_are_listed_once_and_in_order(s3, unique_name, is_versioned):
    if is_versioned:
        s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration=ENABLED)
    put(s3, unique_name, *KEYS)
    found = pages(s3, unique_name, Delimiter="/")
    assert [entries(page) for page in found] == [["0"], ["a/"], ["b"], ["c/"]]
    assert (found[1]["NextKeyMarker"], found[1].get("NextVersionIdMarker")) == ("a/", None)
    assert [entries(page) for page in pages(s3, unique_name)] == [[key] for key in KEYS]


def test_a_group_that_the_key_marker_is_in_was_listed_before(s3, unique_name):
    put(s3, unique_name, *KEYS)
    page = s3.list_object_versions(Bucket=unique_name, Delimiter="/", KeyMarker="a/1", MaxKeys=1)
    assert (entries(page), page["IsTruncated"], page["NextKeyMarker"]) == (["b"], True, "b")
    page = s3.list_object_versions(Bucket=unique_name, Delimiter="/", Prefix="a/", KeyMarker="a/1")
    assert (entries(page), page["IsTruncated"], page.get("NextKeyMarker")) == (["a/2"], False, None)


def test_versions_of_a_key_continue_after_the_marker_of_a_version(s3, unique_name):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration=ENABLED)
    versions = put(s3, unique_name, "a", "a", "b")
    s3.delete_object(Bucket=unique_name, Key="a")
    _, *others = pages(s3, unique_name)
    assert [page["Versions"][0]["VersionId"] for page in others] == [versions[1], versions[0], versions[2]]
    page = s3.list_object_versions(Bucket=unique_name, KeyMarker="a")
    assert entries(page) == ["b"]


def test_a_bucket_can_be_emptied_page_by_page(s3, unique_name):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration=ENABLED)
    put(s3, unique_name, "a", "a", "a", "b")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=unique_name, PaginationConfig={"PageSize": 2}):
        named = [{"Key": e["Key"], "VersionId": e["VersionId"]} for e in page["Versions"]]
        s3.delete_objects(Bucket=unique_name, Delete={"Objects": named})
    assert entries(s3.list_object_versions(Bucket=unique_name)) == []


def test_a_marker_of_a_version_needs_one_of_a_key(s3, unique_name, refusal):
    assert refusal(s3.list_object_versions, Bucket=unique_name, VersionIdMarker="x") == {
        "Status": 400,
        "Code": "InvalidArgument",
        "Message": "A version-id marker cannot be specified without a key marker.",
        "ArgumentName": "version-id-marker",
        "ArgumentValue": "x",
    }


def test_a_page_of_no_keys_has_no_next_one(s3, unique_name):
    put(s3, unique_name, *KEYS)
    page = s3.list_object_versions(Bucket=unique_name, MaxKeys=0)
    assert (entries(page), page["IsTruncated"]) == ([], False)


@pytest.mark.upstream
def test_unpatched_ministack_repeats_a_page(unpatched_s3, unique_name):
    put(unpatched_s3, unique_name, "a/1", "b")
    options = {"Bucket": unique_name, "Delimiter": "/", "MaxKeys": 1}
    page = unpatched_s3.list_object_versions(**options)
    markers = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
    assert entries(unpatched_s3.list_object_versions(**options, **markers)) == entries(page)
