"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json has AWS's answers.
"""

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import Request
from slipway_emulator.validation import s3_acls

USER = "a" * 64
LOGS = "http://acs.amazonaws.com/groups/s3/LogDelivery"
OWNER = f"<Owner><ID>{USER}</ID></Owner>"
MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema"


def request(headers=None, body=""):
    return Request("s3", "PUT", "/bucket", headers or {}, body.encode(), {"acl": [""]})


def grant(kind, member, permission="READ"):
    attributes = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="{kind}"'
    return f"<Grant><Grantee {attributes}>{member}</Grantee><Permission>{permission}</Permission></Grant>"


def policy(*grants, owner=OWNER):
    return f"<AccessControlPolicy>{owner}<AccessControlList>{''.join(grants)}</AccessControlList></AccessControlPolicy>"


@pytest.mark.parametrize(
    ("headers", "code", "message", "members"),
    [
        ({"x-amz-acl": "fake"}, "InvalidArgument", "", ("x-amz-acl", "fake")),
        ({"x-amz-grant-write": 'uri="fake"'}, "InvalidArgument", "Invalid group uri", ("uri", "fake")),
        (
            {"x-amz-grant-write": 'key="1"'},
            "InvalidArgument",
            "Argument format not recognized",
            ("x-amz-grant-write", 'key="1"'),
        ),
        ({"x-amz-grant-read": f'id={USER}, id="no"'}, "InvalidArgument", "Invalid id", ("id", "no")),
        (
            {"x-amz-acl": "private", "x-amz-grant-read": f"id={USER}"},
            "InvalidRequest",
            "Specifying both Canned ACLs and Header Grants is not allowed",
            (),
        ),
    ],
)
def test_headers_are_refused(headers, code, message, members):
    with pytest.raises(ServiceError) as error:
        s3_acls.check_headers(request(headers))
    assert (error.value.code, error.value.message) == (code, message)
    assert tuple(error.value.members.values()) == members


def test_headers_are_accepted():
    s3_acls.check_headers(request({"x-amz-acl": "log-delivery-write"}))
    s3_acls.check_headers(request({"x-amz-grant-read": f'id="{USER}", uri={LOGS}, emailAddress="a@example.com"'}))
    s3_acls.check_headers(request())


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ("", "MissingSecurityHeader", "Your request was missing a required header"),
        ("<AccessControlPolicy>", "MalformedACLError", MALFORMED),
        ("<AccessControlPolicy/>", "MalformedACLError", MALFORMED),
        (policy(owner=""), "MalformedACLError", MALFORMED),
        (policy(grant("Group", f"<URI>{LOGS}</URI>", "NONE")), "MalformedACLError", MALFORMED),
        (policy(grant("Other", f"<ID>{USER}</ID>")), "MalformedACLError", MALFORMED),
        (policy(grant("Group", "<URI>fake</URI>")), "InvalidArgument", "Invalid group uri"),
        (policy(grant("CanonicalUser", "<ID>no</ID>")), "InvalidArgument", "Invalid id"),
        (policy(owner="<Owner><ID>no</ID></Owner>"), "InvalidArgument", "Invalid id"),
    ],
)
def test_documents_are_refused(body, code, message):
    with pytest.raises(ServiceError) as error:
        s3_acls.check_document(request(body=body))
    assert (error.value.code, error.value.message) == (code, message)


def test_an_acl_in_the_headers_and_in_the_body_is_refused():
    with pytest.raises(ServiceError, match="This request does not support content"):
        s3_acls.check_document(request({"x-amz-acl": "private"}, policy()))


def test_documents_are_accepted():
    s3_acls.check_document(request(body=policy(grant("Group", f"<URI>{LOGS}</URI>", "WRITE"))))
    s3_acls.check_document(request(body=policy(grant("CanonicalUser", f"<ID>{USER}</ID>"))))
    s3_acls.check_document(request({"x-amz-acl": "private"}))
