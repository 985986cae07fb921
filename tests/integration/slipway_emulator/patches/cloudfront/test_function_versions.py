import pytest

CODE = b"function handler(event) { return event.request; }"


def updated(aws, name):
    """Create and update a function, and return its new version."""
    client, config = aws("cloudfront"), {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    etag = client.create_function(Name=name, FunctionConfig=config, FunctionCode=CODE)["ETag"]
    return client.update_function(Name=name, FunctionConfig=config, FunctionCode=CODE + b"//", IfMatch=etag).get("ETag")


def test_a_changed_function_can_be_published(aws, unique_name):
    etag = updated(aws, unique_name)
    published = aws("cloudfront").publish_function(Name=unique_name, IfMatch=etag)["FunctionSummary"]
    assert published["FunctionMetadata"]["Stage"] == "LIVE"


@pytest.mark.upstream
def test_unpatched_ministack_returns_no_version(unpatched_aws, unique_name):
    assert updated(unpatched_aws, unique_name) is None
