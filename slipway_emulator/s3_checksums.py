"""The checksums of S3's objects.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
"""

import base64
import binascii
import functools
import hashlib
import zlib
from collections.abc import Iterable
from typing import Any

# The algorithms and the sizes of their values in bytes.
SIZES = {"CRC32": 4, "CRC32C": 4, "CRC64NVME": 8, "SHA1": 20, "SHA256": 32, "SHA512": 64, "MD5": 16}
# Algorithms of S3 that nothing here computes.
UNCOMPUTED = ("XXHASH3", "XXHASH64", "XXHASH128")
DEFAULT = "CRC64NVME"
FULL_OBJECT = "FULL_OBJECT"
COMPOSITE = "COMPOSITE"
_HASHES = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512, "MD5": hashlib.md5}
_MODELS = {"CRC32C": "CRC32C", "CRC64NVME": "CRC64-NVME"}


def compute(algorithm: str, data: bytes) -> str:
    """Return a checksum in base64.

    Args:
        algorithm: a key of ``SIZES``.
        data: what the checksum is of.
    """
    if algorithm in _HASHES:
        return base64.b64encode(_HASHES[algorithm](data).digest()).decode()
    number = zlib.crc32(data) if algorithm == "CRC32" else _model(algorithm).calc(data)
    return base64.b64encode(number.to_bytes(SIZES[algorithm], "big")).decode()


@functools.cache
def _model(algorithm: str) -> Any:  # noqa: ANN401 - anycrc has no types
    # Imported by the first checksum that needs it. The models' tables are part of the library.
    import anycrc  # noqa: PLC0415

    return anycrc.Model(_MODELS[algorithm])


def is_valid(algorithm: str, value: str) -> bool:
    """Return whether a value could be a checksum by an algorithm."""
    try:
        return len(base64.b64decode(value, validate=True)) == SIZES[algorithm]
    except binascii.Error:
        return False


def compose(algorithm: str, parts: Iterable[str]) -> str:
    """Return the composite checksum of an object: the checksum of its parts' checksums, and their number."""
    digests = [base64.b64decode(part) for part in parts]
    return f"{compute(algorithm, b''.join(digests))}-{len(digests)}"


def type_of(value: str) -> str:
    """Return the type of an object's checksum: a composite one names the number of its parts."""
    return COMPOSITE if "-" in value else FULL_OBJECT


def default_type(algorithm: str) -> str:
    """Return the type of the checksum of a multipart upload that names none."""
    return FULL_OBJECT if algorithm == DEFAULT else COMPOSITE


def may_have_type(algorithm: str, checksum_type: str) -> bool:
    """Return whether a multipart upload may have an algorithm with a type: only CRCs can be combined from parts'."""
    return algorithm != DEFAULT if checksum_type == COMPOSITE else algorithm.startswith("CRC")
