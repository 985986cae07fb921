"""An email is sent with the configuration set that it names, or else with its identity's default one.

AWS stores the identity's default configuration set, returns it, and uses it for messages that name none. It can be
changed. A message with a set that doesn't exist is rejected:
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutEmailIdentityConfigurationSetAttributes.html
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html

MiniStack drops the identity's set, so each of Terraform's plans changes the identity, and the message's set.
This patch also adds the set to MiniStack's own list of messages, ``/_ministack/ses/messages``.
"""

import functools
import itertools
import json
import re
from collections.abc import Awaitable, Callable
from email.utils import parseaddr
from typing import Any

from ministack import app
from ministack.services import ses, ses_v2

from slipway_emulator.responses import json_response

_SEND = "/v2/email/outbound-emails"
_IDENTITIES = "/v2/email/identities"
_IDENTITY_OPTION = re.compile(r"/v2/email/identities/([^/]+)/configuration-set")


def apply() -> None:
    """Wrap the SES v2 API and MiniStack's list of messages."""
    handle = ses_v2.handle_request

    @functools.wraps(handle)
    async def handle_request(
        method: str, path: str, headers: dict[str, Any], body: bytes, query_params: dict[str, Any]
    ) -> object:
        option = _IDENTITY_OPTION.fullmatch(path)
        has_set = option or (method == "POST" and path in {_SEND, _IDENTITIES})
        data = json.loads(body) if has_set and body else {}
        name = data.get("ConfigurationSetName")
        if path == _SEND and not name:
            name = default_configuration_set(identity_of(data.get("FromEmailAddress", "")))
        if name and not _exists(name):
            return ses_v2._missing_config_set(name)
        if option:
            return _put_option(option[1], name)
        response = await handle(method, path, headers, body, query_params)
        if name and response[0] == 200:
            record = ses._sent_emails_list()[-1] if path == _SEND else ses_v2._identities[data["EmailIdentity"]]
            record["ConfigurationSetName"] = name
        return response

    ses_v2.handle_request = handle_request
    app._handle_ses_messages_request = _with_sets(app._handle_ses_messages_request)


def _with_sets(list_messages: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(list_messages)
    async def handle_ses_messages_request(*args: object) -> object:
        response = await list_messages(*args)
        if not response or response[0] != 200:
            return response
        document = json.loads(response[2])
        names = _sets_by_message()
        for message in itertools.chain.from_iterable(document["messages"].values()):
            message["ConfigurationSetName"] = names[message["MessageId"]]
        return json_response(document)

    return handle_ses_messages_request


def identity_of(sender: str) -> str:
    """Return the identity of a sender: its address, its domain or the nearest parent domain, or else its address."""
    address = parseaddr(sender)[1]
    domains = ses._domain_and_parents(address.rpartition("@")[2].lower())
    stores = ses._identities, ses_v2._identities
    return next((name for name in (address, *domains) if any(name in store for store in stores)), address)


def default_configuration_set(identity: str) -> str | None:
    """Return the name of an identity's default configuration set."""
    record = ses_v2._identities.get(identity) or {}
    name: str | None = record.get("ConfigurationSetName")
    return name


def _exists(name: str) -> bool:
    return name in ses_v2._config_sets or name in ses._configuration_sets


def _sets_by_message() -> dict[str, str | None]:
    """Return the configuration set of each message by its id."""
    lists = ses._sent_emails.to_dict().values()
    return {record["MessageId"]: record.get("ConfigurationSetName") for records in lists for record in records}


def _put_option(identity: str, name: str | None) -> object:
    record = ses_v2._identities.get(identity)
    if record is None:
        return ses_v2._json_err("NotFoundException", f"Identity {identity} not found", 404)
    record.pop("ConfigurationSetName", None)
    if name:
        record["ConfigurationSetName"] = name
    return json_response({})
