"""An HTTP API with a JWT authorizer accepts a token with a valid RSA signature.

API Gateway supports only RSA-based algorithms, and reads the keys from the issuer's ``jwks_uri``:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html

MiniStack verifies signatures with a package that the local AWS doesn't have, and rejects every token.
"""

import hashlib
import hmac
import json
from typing import Any

from ministack.services import apigateway

# The DER encoding of the hash algorithm: https://www.rfc-editor.org/rfc/rfc8017#section-9.2
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def apply() -> None:
    """Replace the verification of a signature."""
    apigateway._verify_rs256_signature = _verify


def _verify(token: str, key: dict[str, Any]) -> bool:
    """Return whether the key has signed the token: RSASSA-PKCS1-v1_5 with SHA-256."""
    signed, _, signature = token.rpartition(".")
    try:
        header = json.loads(apigateway._b64url_decode(signed.partition(".")[0]))
        modulus, exponent = (int.from_bytes(apigateway._b64url_decode(key[name])) for name in ("n", "e"))
        number = int.from_bytes(apigateway._b64url_decode(signature))
    except (KeyError, ValueError):
        return False
    size = (modulus.bit_length() + 7) // 8
    digest = _SHA256 + hashlib.sha256(signed.encode()).digest()
    padding = size - len(digest) - 3
    if header.get("alg") != "RS256" or padding < 8 or number >= modulus:
        return False
    expected = b"\x00\x01" + b"\xff" * padding + b"\x00" + digest
    return hmac.compare_digest(pow(number, exponent, modulus).to_bytes(size), expected)
