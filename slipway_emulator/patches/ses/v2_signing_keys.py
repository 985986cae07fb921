"""An identity of a domain has the length of the key that its DKIM signatures use, and of the next key.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html

MiniStack drops ``NextSigningKeyLength``, so each of Terraform's plans changes the identity.
"""

import functools
from typing import Any

from ministack.services import ses_v2

_Json = dict[str, Any]
_DEFAULT = "RSA_2048_BIT"


def apply() -> None:
    """Wrap the function that returns the DKIM attributes of a new identity."""
    create = ses_v2._easy_dkim_attributes

    @functools.wraps(create)
    def easy_dkim_attributes(identity: str, identity_type: str, signing_attributes: _Json) -> _Json:
        attributes: _Json = create(identity, identity_type, signing_attributes)
        if attributes.get("SigningAttributesOrigin") != "AWS_SES":
            return attributes
        length = signing_attributes.get("NextSigningKeyLength", _DEFAULT)
        return {**attributes, "CurrentSigningKeyLength": length, "NextSigningKeyLength": length}

    ses_v2._easy_dkim_attributes = easy_dkim_attributes
