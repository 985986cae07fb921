"""OIDC providers, SAML providers and virtual MFA devices can be tagged and untagged, and their tags listed.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html

MiniStack has these operations for roles, users, policies and instance profiles; for the others it answers with
``InvalidAction``, so that Terraform can't change the tags of an OIDC provider.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import iam

_Parameters = dict[str, Any]
_MAX_TAGS = 50


@dataclass(frozen=True)
class _Kind:
    """A kind of resource.

    Attributes:
        name: name in the names of the operations.
        parameter: parameter that names the resource.
        store: the name of MiniStack's dictionary of them.
    """

    name: str
    parameter: str
    store: str

    def find(self, parameters: _Parameters) -> dict[str, Any] | None:
        """Return the resource, None if it doesn't exist."""
        found: dict[str, Any] | None = getattr(iam, self.store).get(self.given(parameters))
        return found

    def given(self, parameters: _Parameters) -> str:
        """Return what the request calls the resource."""
        return str(iam._p(parameters, self.parameter))


_KINDS = (
    _Kind("OpenIDConnectProvider", "OpenIDConnectProviderArn", "_oidc_providers"),
    _Kind("SAMLProvider", "SAMLProviderArn", "_saml_providers"),
    _Kind("MFADevice", "SerialNumber", "_mfa_devices"),
)


def apply() -> None:
    """Add the operations to those of IAM."""
    for kind in _KINDS:
        iam._IAM_HANDLERS |= {
            f"Tag{kind.name}": _operation(kind, f"Tag{kind.name}", _tag),
            f"Untag{kind.name}": _operation(kind, f"Untag{kind.name}", _untag),
            f"List{kind.name}Tags": _operation(kind, f"List{kind.name}Tags", _list),
        }


def _operation(
    kind: _Kind, name: str, operate: Callable[[dict[str, Any], _Parameters], str | None]
) -> Callable[[_Parameters], Any]:
    def handle(parameters: _Parameters) -> Any:  # noqa: ANN401 - MiniStack's response
        resource = kind.find(parameters)
        if resource is None:
            return iam._error(404, "NoSuchEntity", f"{kind.name} {escape(kind.given(parameters))} not found.")
        result = operate(resource, parameters)
        if result is None:
            message = f"The number of tags has reached the maximum limit of {_MAX_TAGS}."
            return iam._error(409, "LimitExceeded", message)
        return iam._xml(200, f"{name}Response", f"<{name}Result>{result}</{name}Result>" if result else "")

    return handle


def _tag(resource: dict[str, Any], parameters: _Parameters) -> str | None:
    tags = {tag["Key"]: tag for tag in [*resource.get("Tags", []), *iam._extract_tags(parameters)]}
    if len(tags) > _MAX_TAGS:
        return None
    resource["Tags"] = list(tags.values())
    return ""


def _untag(resource: dict[str, Any], parameters: _Parameters) -> str:
    removed = iam._extract_tag_keys(parameters)
    resource["Tags"] = [tag for tag in resource.get("Tags", []) if tag["Key"] not in removed]
    return ""


def _list(resource: dict[str, Any], _parameters: _Parameters) -> str:
    members = "".join(
        f"<member><Key>{escape(tag['Key'])}</Key><Value>{escape(tag['Value'])}</Value></member>"
        for tag in resource.get("Tags", [])
    )
    return f"<Tags>{members}</Tags><IsTruncated>false</IsTruncated>"
