"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json has AWS's answers.
"""

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import s3_websites

INDEX = {"IndexDocument": {"Suffix": "index.html"}}
TO = {"RedirectAllRequestsTo": {"HostName": "example.com"}}


def with_rule(**rule):
    return INDEX | {"RoutingRules": [rule]}


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ({}, "InvalidArgument", "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty"),
        ({"IndexDocument": {"Suffix": "a/b"}}, "InvalidArgument", "The IndexDocument Suffix is not well formed"),
        ({"IndexDocument": {}}, "InvalidArgument", "The IndexDocument Suffix is not well formed"),
        (
            INDEX | TO,
            "InvalidArgument",
            "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
        ),
        (
            {"RedirectAllRequestsTo": {"HostName": "example.com", "Protocol": "ftp"}},
            "InvalidRequest",
            s3_websites._PROTOCOL,
        ),
        (
            with_rule(Redirect={"ReplaceKeyPrefixWith": "a", "ReplaceKeyWith": "b"}),
            "InvalidRequest",
            "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
        ),
        (with_rule(Redirect={}, Condition={}), "InvalidRequest", s3_websites._CONDITION),
    ],
)
def test_a_website_is_refused(document, code, message):
    with pytest.raises(ServiceError) as error:
        s3_websites.check(document)
    assert (error.value.code, error.value.message) == (code, message)


@pytest.mark.parametrize(
    "document",
    [
        INDEX | {"ErrorDocument": {"Key": "error.html"}},
        TO,
        with_rule(Redirect={"HostName": "example.com", "Protocol": "https"}, Condition={"KeyPrefixEquals": "a"}),
    ],
)
def test_a_website_is_accepted(document):
    s3_websites.check(document)
