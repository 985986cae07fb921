"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
"""

import pytest


def start(s3, name, *keys):
    return [s3.create_multipart_upload(Bucket=name, Key=key)["UploadId"] for key in keys]


def listed(page):
    return [upload["UploadId"] for upload in page.get("Uploads", [])]


def test_uploads_of_a_key_are_in_the_order_of_their_start(s3, unique_name):
    later, *first = start(s3, unique_name, "b", "a", "a", "a", "a")
    assert listed(s3.list_multipart_uploads(Bucket=unique_name)) == [*first, later]
    pages = s3.get_paginator("list_multipart_uploads").paginate(Bucket=unique_name, PaginationConfig={"PageSize": 2})
    assert [listed(page) for page in pages] == [first[:2], first[2:], [later]]


def test_a_list_after_a_key_begins_with_the_next_key(s3, unique_name):
    _, later = start(s3, unique_name, "a", "b")
    page = s3.list_multipart_uploads(Bucket=unique_name, KeyMarker="a")
    assert (listed(page), page["KeyMarker"]) == ([later], "a")
    assert (page["NextKeyMarker"], page["NextUploadIdMarker"]) == ("b", later)


def test_its_markers_are_encoded_too(s3, unique_name):
    start(s3, unique_name, "a a", "b b")
    page = s3.list_multipart_uploads(Bucket=unique_name, KeyMarker="a a", EncodingType="url")
    assert (page["KeyMarker"], page["NextKeyMarker"]) == ("a%20a", "b%20b")


def test_without_uploads_the_markers_are_empty(s3, unique_name):
    page = s3.list_multipart_uploads(Bucket=unique_name)
    assert (page["NextKeyMarker"], page["NextUploadIdMarker"], listed(page)) == ("", "", [])


@pytest.mark.upstream
def test_unpatched_ministack_orders_them_by_id(unpatched_s3, unique_name):
    ids = start(unpatched_s3, unique_name, *"aaaaa")
    assert listed(unpatched_s3.list_multipart_uploads(Bucket=unique_name)) == sorted(ids)
