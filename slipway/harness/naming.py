"""Names that no other test uses."""

import secrets


def unique_name() -> str:
    """Return a prefix that no other test has: a letter and 8 hexadecimal digits, e.g. ``t3f9a01bc``.

    Short and plain enough for every name in AWS, the bucket's and the REST API's included.
    """
    return f"t{secrets.token_hex(4)}"
