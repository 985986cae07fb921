"""An identity that one version of SES's API creates or deletes is created or deleted for the other one, too.

Both versions manage the identities of an account in a region:
https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html
https://docs.aws.amazon.com/ses/latest/APIReference/API_VerifyDomainDkim.html
https://github.com/hashicorp/terraform-provider-aws/issues/26796

In MiniStack each version has its own: an identity of Terraform's ``aws_ses_email_identity`` isn't found by version 2,
and one of ``aws_sesv2_email_identity`` is pending in version 1.
"""

import functools
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from ministack.core.responses import now_iso
from ministack.services import ses, ses_v2

_Json = dict[str, Any]
_Operation = Callable[[_Json], Any]
_V2_IDENTITY = re.compile(r"/v2/email/identities/([^/]+)")
_NO_DKIM = {"SigningEnabled": False, "Status": "NOT_STARTED", "Tokens": []}


def apply() -> None:
    """Wrap the operations that create and delete identities."""
    ses._verify_email_identity = _verifying(ses._verify_email_identity, "EmailAddress")
    ses._verify_domain_identity = _verifying(ses._verify_domain_identity, "Domain")
    ses._verify_domain_dkim = _verifying(ses._verify_domain_dkim, "Domain")
    delete, handle = ses._delete_identity, ses_v2.handle_request

    @functools.wraps(delete)
    def delete_identity(parameters: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        response = delete(parameters)
        if response[0] == 200:
            _forget(ses._p(parameters, "Identity"))
        return response

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: _Json, body: bytes, query: _Json) -> Any:  # noqa: ANN401
        response = await handle(method, path, headers, body, query)
        named = _V2_IDENTITY.fullmatch(path)
        if method == "POST" and path == "/v2/email/identities":
            for name, record in ses_v2._identities.items():
                if name not in ses._identities:
                    ses._identities[name] = _of_version_1(name, record)
        elif method == "DELETE" and named and response[0] == 200:
            _forget(unquote(named[1]))
        return response

    ses._delete_identity, ses_v2.handle_request = delete_identity, handle_request


def _verifying(verify: _Operation, member: str) -> _Operation:
    """Return an operation of version 1 that creates an identity or its DKIM, for version 2 too."""

    @functools.wraps(verify)
    def verify_identity(parameters: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        response = verify(parameters)
        name = ses._p(parameters, member)
        record = ses._identities.get(name)
        if record:
            found = ses_v2._identities.get(name) or _of_version_2(name, record)
            dkim = _dkim(record) if record["DkimTokens"] else found["DkimAttributes"]
            ses_v2._identities[name] = {**found, "DkimAttributes": dkim}
        return response

    return verify_identity


def _of_version_1(name: str, record: _Json) -> _Json:
    """Return MiniStack's record of an identity in version 1 from that of version 2."""
    kind = "Domain" if record["IdentityType"] == "DOMAIN" else "EmailAddress"
    dkim = record["DkimAttributes"]
    status = "".join(word.capitalize() for word in dkim["Status"].split("_"))
    members = {"DkimEnabled": dkim["SigningEnabled"], "DkimTokens": dkim["Tokens"], "DkimVerificationStatus": status}
    return {**ses._make_identity(name, kind), **members}


def _of_version_2(name: str, record: _Json) -> _Json:
    """Return MiniStack's record of an identity in version 2 from that of version 1."""
    return {
        "EmailIdentity": name,
        "IdentityType": "DOMAIN" if record["Type"] == "Domain" else "EMAIL_ADDRESS",
        "VerifiedForSendingStatus": True,
        "DkimAttributes": _NO_DKIM,
        "MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"},
        "Tags": [],
        "CreatedTimestamp": now_iso(),
    }


def _dkim(record: _Json) -> _Json:
    status = record["DkimVerificationStatus"].upper()
    members = {"SigningEnabled": record["DkimEnabled"], "Status": status, "Tokens": record["DkimTokens"]}
    return {**members, "SigningAttributesOrigin": "AWS_SES"}


def _forget(name: str) -> None:
    ses._identities.pop(name, None)
    ses_v2._identities.pop(name, None)
    ses_v2._ses_tags.pop(ses_v2._resource_arn("identity", name), None)
