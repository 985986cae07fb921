"""https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"""

import pytest

from slipway_emulator.models.service_models import Request
from slipway_emulator.validation import s3_requests

GRANT = (
    '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">'
    f"<ID>{'a' * 64}</ID></Grantee><Permission>READ</Permission></Grant>"
)
ACL = (
    f"<AccessControlPolicy><Owner><ID>{'b' * 64}</ID></Owner>"
    f"<AccessControlList>{GRANT}</AccessControlList></AccessControlPolicy>"
)


def rejection(query, body, method="PUT", path="/bucket"):
    return s3_requests.rejection(Request("s3", method, path, {}, body.encode(), {query: [""]}))


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("versioning", "<VersioningConfiguration><Status>enabled</Status></VersioningConfiguration>"),
        ("versioning", "<VersioningConfiguration>"),
        ("accelerate", "<AccelerateConfiguration><Status>On</Status></AccelerateConfiguration>"),
        ("cors", "<CORSConfiguration/>"),
        ("cors", "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"),
        ("lifecycle", "<LifecycleConfiguration><Rule><ID>a</ID></Rule></LifecycleConfiguration>"),
        ("tagging", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>"),
    ],
)
def test_xml_that_the_model_does_not_allow_is_refused(query, body):
    status, headers, text = rejection(query, body)

    assert (status, headers["Content-Type"]) == (400, "application/xml")
    assert b"<Error><Code>MalformedXML</Code><Message>The XML you provided was not well-formed or" in text


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
        (
            "lifecycle",
            "<LifecycleConfiguration><Rule><Status>Enabled</Status></Rule></LifecycleConfiguration>",
        ),
        ("tagging", "<Tagging><TagSet/></Tagging>"),
        ("tagging", "<Tagging/>"),
        ("logging", '<BucketLoggingStatus xmlns="http://s3.amazonaws.com/doc/2006-03-01/" />'),
        (
            "acl",
            ACL,
        ),
        ("unknown", "<Anything/>"),
    ],
)
def test_valid_xml_and_unknown_operations_are_accepted(query, body):
    assert rejection(query, body) is None


def test_an_object_with_the_content_of_xml_is_not_validated():
    assert s3_requests.rejection(Request("s3", "PUT", "/bucket/key", {}, b"<VersioningConfiguration/>", {})) is None


def test_deleting_no_objects_is_refused():
    assert b"MalformedXML" in rejection("delete", "<Delete/>", method="POST")[2]


AES256_WITH_A_KEY = (
    "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>a</KMSMasterKeyID>"
    "</ApplyServerSideEncryptionByDefault>"
)


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json
@pytest.mark.parametrize(
    ("query", "body", "code", "message"),
    [
        (
            "versioning",
            "<VersioningConfiguration/>",
            "IllegalVersioningConfigurationException",
            "The Versioning element must be specified",
        ),
        (
            "encryption",
            f"<ServerSideEncryptionConfiguration><Rule>{AES256_WITH_A_KEY}</Rule></ServerSideEncryptionConfiguration>",
            "InvalidArgument",
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        ),
        (
            "tagging",
            "<Tagging><TagSet><Tag><Key>a,b</Key><Value>c</Value></Tag></TagSet></Tagging>",
            "InvalidTag",
            "The TagKey you have provided is invalid",
        ),
    ],
)
def test_a_document_that_the_model_allows_is_refused(query, body, code, message):
    text = rejection(query, body)[2].decode()
    assert f"<Code>{code}</Code><Message>{message}</Message>" in text


def test_methods_that_cors_does_not_have_are_refused():
    rule = "<CORSRule><AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>"
    text = rejection("cors", f"<CORSConfiguration>{rule}</CORSConfiguration>")[2].decode()
    message = "Found unsupported HTTP method in CORS config. Unsupported method is PATCH"
    assert f"<Code>InvalidRequest</Code><Message>{message}</Message>" in text


RULE = "<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>"


@pytest.mark.parametrize(
    ("query", "body", "method"),
    [
        ("ownershipControls", f"<OwnershipControls>{RULE}{RULE}</OwnershipControls>", "PUT"),
        ("encryption", "<ServerSideEncryptionConfiguration/>", "PUT"),
        ("website", "<WebsiteConfiguration><ErrorDocument/></WebsiteConfiguration>", "PUT"),
        ("delete", f"<Delete>{'<Object><Key>a</Key></Object>' * 1001}</Delete>", "POST"),
    ],
)
def test_too_many_or_no_elements_are_refused(query, body, method):
    assert b"<Code>MalformedXML</Code>" in rejection(query, body, method)[2]


def test_the_tags_of_a_new_bucket_are_validated():
    body = "<CreateBucketConfiguration><Tags><Tag><Key>a</Key>{}</Tag></Tags></CreateBucketConfiguration>"
    request = Request("s3", "PUT", "/bucket", {}, body.format("<Value>b,c</Value>").encode(), {})
    assert b"<TagKey>a</TagKey><TagValue>b,c</TagValue>" in s3_requests.rejection(request)[2]

    request = Request("s3", "PUT", "/bucket", {}, body.format("").encode(), {})
    assert b"<Code>MalformedXML</Code>" in s3_requests.rejection(request)[2]


def test_the_policy_of_a_bucket_is_validated():
    assert b"<Code>MalformedPolicy</Code><Message>Missing required field Statement" in rejection("policy", "{}")[2]
