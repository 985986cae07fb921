"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html

The values are recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest

from slipway_emulator import s3_checksums


@pytest.mark.parametrize(
    ("algorithm", "data", "value"),
    [
        ("CRC32", b"abc", "NSRBwg=="),
        ("SHA256", b"test data..", "2l26x0trnT0r2AvakoFk2MB7eKVKzYESLMxSAKAzoik="),
        ("SHA1", b"abc", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ("MD5", b"abc", "kAFQmDzST7DWlj99KOF/cg=="),
    ],
)
def test_a_checksum_is_in_base64(algorithm, data, value):
    assert s3_checksums.compute(algorithm, data) == value
    assert s3_checksums.is_valid(algorithm, value)


def test_a_value_of_another_size_or_text_is_invalid():
    assert not s3_checksums.is_valid("CRC32", "NSRB")
    assert not s3_checksums.is_valid("SHA1", "NSRBwg==")
    assert not s3_checksums.is_valid("CRC32", "NSRBwg=!")


def test_a_composite_checksum_is_that_of_the_parts_checksums_and_names_their_number():
    value = s3_checksums.compose("CRC32", ["NSRBwg=="])
    assert value == "Rf3kaw==-1"
    assert (s3_checksums.type_of(value), s3_checksums.type_of("NSRBwg==")) == ("COMPOSITE", "FULL_OBJECT")


def test_the_types_that_an_algorithm_may_have():
    assert [s3_checksums.default_type(name) for name in ("CRC32", "SHA1", "CRC64NVME")] == [
        "COMPOSITE",
        "COMPOSITE",
        "FULL_OBJECT",
    ]
    allowed = {
        (name, kind): s3_checksums.may_have_type(name, kind)
        for name in ("CRC32C", "CRC64NVME", "SHA256")
        for kind in ("COMPOSITE", "FULL_OBJECT")
    }
    refused = [pair for pair, is_allowed in allowed.items() if not is_allowed]
    assert refused == [("CRC64NVME", "COMPOSITE"), ("SHA256", "FULL_OBJECT")]
