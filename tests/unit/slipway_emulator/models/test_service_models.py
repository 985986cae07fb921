"""The operation of a request, where several have its URL."""

import pytest

from slipway_emulator.models.service_models import Request, routed_operation


@pytest.mark.parametrize(
    ("method", "headers", "query", "operation"),
    [
        ("PUT", {}, {}, "PutObject"),
        ("PUT", {"x-amz-copy-source": "bucket/key"}, {}, "CopyObject"),
        ("PUT", {}, {"partNumber": ["1"], "uploadId": ["a"]}, "UploadPart"),
        ("PUT", {"x-amz-copy-source": "a/b"}, {"partNumber": ["1"], "uploadId": ["a"]}, "UploadPartCopy"),
        ("GET", {}, {}, "GetObject"),
        ("GET", {}, {"uploadId": ["a"]}, "ListParts"),
        ("DELETE", {}, {}, "DeleteObject"),
    ],
)
def test_the_required_members_tell_which_operation_of_an_object_it_is(method, headers, query, operation):
    found, labels = routed_operation("s3", Request("s3", method, "/bucket/a/key", headers, b"", query))

    assert found.name == operation
    assert labels == {"Bucket": "bucket", "Key": "a/key"}


def test_a_request_without_a_required_member_is_still_for_the_only_operation_of_its_url():
    found, _ = routed_operation("lambda", Request("lambda", "DELETE", "/2017-03-31/tags/arn", {}, b"", {}))

    assert found.name == "UntagResource"
