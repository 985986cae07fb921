"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
"""

import pytest

KEYS = ("folder/a/1", "folder/a/2", "folder/b", "folder/c")


@pytest.fixture
def listed(s3, unique_name):
    """``listed(…)`` returns the common prefixes and the keys of a page of the uploads, and the page."""
    for key in KEYS:
        s3.create_multipart_upload(Bucket=unique_name, Key=key)

    def list_page(**options):
        page = s3.list_multipart_uploads(Bucket=unique_name, Delimiter="/", **options)
        prefixes = [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]
        return prefixes + [upload["Key"] for upload in page.get("Uploads", [])], page

    return list_page


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", ["folder/"]),
        ("fol", ["folder/"]),
        ("folder/", ["folder/a/", "folder/b", "folder/c"]),
        ("folder/a/", ["folder/a/1", "folder/a/2"]),
        ("other", []),
    ],
)
def test_keys_are_grouped_after_the_prefix(listed, prefix, expected):
    found, page = listed(Prefix=prefix)
    assert (found, page["IsTruncated"], page["Delimiter"]) == (expected, False, "/")


def test_a_page_that_ends_with_a_group_has_no_marker(listed):
    found, page = listed(Prefix="folder/", MaxUploads=1)
    assert (found, page["IsTruncated"]) == (["folder/a/"], True)
    assert (page["NextKeyMarker"], page["NextUploadIdMarker"]) == ("", "")


@pytest.mark.parametrize("marker", ["folder/a/", "folder/a/1"])
def test_the_list_continues_after_the_group_of_the_marker(listed, marker):
    found, page = listed(Prefix="folder/", MaxUploads=1, KeyMarker=marker)
    assert (found, page["IsTruncated"], page["KeyMarker"]) == (["folder/b"], True, marker)
    assert (page["NextKeyMarker"], page["NextUploadIdMarker"]) == ("folder/b", page["Uploads"][0]["UploadId"])
    markers = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}
    assert listed(Prefix="folder/", MaxUploads=1, **markers)[0] == ["folder/c"]


def test_common_prefixes_are_encoded_too(s3, unique_name):
    s3.create_multipart_upload(Bucket=unique_name, Key="a b/1")
    page = s3.list_multipart_uploads(Bucket=unique_name, Delimiter="/", EncodingType="url")
    assert page["CommonPrefixes"] == [{"Prefix": "a%20b/"}]


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_delimiter(unpatched_s3, unique_name):
    unpatched_s3.create_multipart_upload(Bucket=unique_name, Key=KEYS[0])
    assert "CommonPrefixes" not in unpatched_s3.list_multipart_uploads(Bucket=unique_name, Delimiter="/")
