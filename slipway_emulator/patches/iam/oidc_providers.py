"""The audiences and the thumbprints of an OIDC provider can be changed.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html

MiniStack answers with ``InvalidAction``, so that Terraform can't change a provider.
"""

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import iam

_Parameters = dict[str, Any]


def apply() -> None:
    """Add the three operations to those of IAM."""
    iam._IAM_HANDLERS |= {
        f"{name}OpenIDConnectProvider{suffix}": _operation(f"{name}OpenIDConnectProvider{suffix}", change)
        for name, suffix, change in (
            ("AddClientIDTo", "", _add_client_id),
            ("RemoveClientIDFrom", "", _remove_client_id),
            ("Update", "Thumbprint", _set_thumbprints),
        )
    }


def _operation(name: str, change: Callable[[dict[str, Any], _Parameters], None]) -> Callable[[_Parameters], Any]:
    def handle(parameters: _Parameters) -> Any:  # noqa: ANN401 - MiniStack's response
        arn = iam._p(parameters, "OpenIDConnectProviderArn")
        provider = iam._oidc_providers.get(arn)
        if provider is None:
            return iam._error(404, "NoSuchEntity", f"OpenIDConnect Provider not found for arn {escape(arn)}")
        change(provider, parameters)
        return iam._xml(200, f"{name}Response", "")

    return handle


def _add_client_id(provider: dict[str, Any], parameters: _Parameters) -> None:
    client_id = iam._p(parameters, "ClientID")
    if client_id not in provider["ClientIDList"]:
        provider["ClientIDList"].append(client_id)


def _remove_client_id(provider: dict[str, Any], parameters: _Parameters) -> None:
    client_id = iam._p(parameters, "ClientID")
    provider["ClientIDList"] = [one for one in provider["ClientIDList"] if one != client_id]


def _set_thumbprints(provider: dict[str, Any], parameters: _Parameters) -> None:
    names = (f"ThumbprintList.member.{number}" for number in range(1, len(parameters) + 1))
    provider["ThumbprintList"] = [value for value in (iam._p(parameters, name) for name in names) if value]
