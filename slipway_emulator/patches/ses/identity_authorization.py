"""Sending an email is authorized on the sender's identity and on the configuration set.

AWS authorizes ``ses:SendEmail`` and similar actions on ``arn:…:identity/…``, and also on
``arn:…:configuration-set/…`` if the message names one or the identity has a default one, with the condition keys of
the message:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html
https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html

MiniStack authorizes on ``*``, which no policy with a resource allows.
"""

import contextvars
import functools
import json
from dataclasses import dataclass, replace
from email.utils import parseaddr
from typing import Any

from ministack.core import iam_actions
from ministack.services import ses

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.authorization import Enforce, RequestContext, wrap_enforce
from slipway_emulator.iam.resource_arns import Request
from slipway_emulator.patches.ses.v2_configuration_sets import default_configuration_set, identity_of

_V1_ACTIONS = {"SendEmail", "SendRawEmail", "SendTemplatedEmail", "SendBulkTemplatedEmail"}
_V2_PATHS = {"/v2/email/outbound-emails", "/v2/email/outbound-bulk-emails"}


@dataclass(frozen=True)
class _Message:
    api_version: str
    sender: str
    identity_arn: str
    configuration_set: str
    recipients: list[str]


# Of the current request: its second resource, empty if it has none, and the condition keys of its message; and the
# resource that it was denied on.
_request: contextvars.ContextVar[tuple[str, dict[str, Any]]] = contextvars.ContextVar("ses_request", default=("", {}))
_denied: contextvars.ContextVar[str] = contextvars.ContextVar("ses_denied", default="")


def apply() -> None:
    """Correct the resource of a request, authorize the second one, and name it in the denial."""
    resource_arns.correct(_identity)
    wrap_enforce(_authorize_both)
    denial_message = iam_actions.identity_denial_message

    @functools.wraps(denial_message)
    def identity_denial_message(action: str, principal_arn: str, resource: str, explicit_deny: bool) -> object:
        return denial_message(action, principal_arn, _denied.get() or resource, explicit_deny)

    iam_actions.identity_denial_message = identity_denial_message


def _authorize_both(request: RequestContext, enforce: Enforce) -> object:
    _denied.set("")
    configuration_set, keys = _request.get()
    request = replace(request, keys={**(request.keys or {}), **keys})
    denied = enforce(request)
    if denied is None and configuration_set:
        denied = enforce(replace(request, resource=configuration_set))
        _denied.set(configuration_set)
    return denied


def _identity(request: Request, found: str) -> str:
    _request.set(("", {}))
    message = _message(request.path, request.body, request.query_params) if request.service == "ses" else None
    if message is None:
        return found
    identity, configuration_set = _resources(message, request)
    _request.set((configuration_set, _condition_keys(message)))
    return identity


def _message(path: str, body: bytes, query_params: dict[str, Any]) -> _Message | None:
    """Return the message of a request, None if it sends none."""
    if path.rstrip("/") in _V2_PATHS:
        return _v2_message(json.loads(body or b"{}"))
    if ses._p(query_params, "Action") in _V1_ACTIONS:
        return _v1_message(query_params)
    return None


def _v1_message(params: dict[str, Any]) -> _Message:
    raw = ses._p(params, "RawMessage.Data")
    kinds = ("Destination.ToAddresses", "Destination.CcAddresses", "Destination.BccAddresses", "Destinations")
    return _Message(
        api_version="1",
        sender=ses._p(params, "Source") or (ses._parse_raw_mime(raw)["From"] if raw else ""),
        identity_arn=ses._p(params, "SourceArn"),
        configuration_set=ses._p(params, "ConfigurationSetName"),
        recipients=[address for kind in kinds for address in ses._collect_list(params, f"{kind}.member")],
    )


def _v2_message(data: dict[str, Any]) -> _Message:
    raw = ((data.get("Content") or {}).get("Raw") or {}).get("Data")
    return _Message(
        api_version="2",
        sender=data.get("FromEmailAddress") or (ses._parse_raw_mime(raw)["From"] if raw else ""),
        identity_arn=data.get("FromEmailAddressIdentityArn", ""),
        configuration_set=data.get("ConfigurationSetName", ""),
        recipients=[address for kind in (data.get("Destination") or {}).values() for address in kind],
    )


def _resources(message: _Message, request: Request) -> tuple[str, str]:
    """Return the ARNs of the identity and of the configuration set, which is empty if there is none."""
    identity = message.identity_arn or request.arn("ses", f"identity/{identity_of(message.sender)}")
    name = message.configuration_set or default_configuration_set(identity.partition(":identity/")[2])
    return identity, request.arn("ses", f"configuration-set/{name}") if name else ""


def _condition_keys(message: _Message) -> dict[str, Any]:
    name, address = parseaddr(message.sender)
    return {
        "ses:ApiVersion": message.api_version,
        "ses:FromAddress": address,
        "ses:FromDisplayName": name,
        "ses:Recipients": [parseaddr(recipient)[1] for recipient in message.recipients],
    }
