"""Unique names."""

import secrets


def unique_name() -> str:
    """Return a prefix that no other test has: a letter and 8 hexadecimal digits, e.g. ``t3f9a01bc``.

    Every AWS service accepts it in a name, also of a bucket or a REST API.
    """
    return f"t{secrets.token_hex(4)}"
