"""https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html"""

import pytest


def lengths(aws, domain, **attributes):
    """Return the lengths of the current and the next key of a new identity."""
    client = aws("sesv2")
    client.create_email_identity(EmailIdentity=domain, **attributes)
    found = client.get_email_identity(EmailIdentity=domain)["DkimAttributes"]
    return found.get("CurrentSigningKeyLength"), found.get("NextSigningKeyLength")


def test_the_length_of_the_keys_is_returned(aws, unique_name):
    next_length = {"DkimSigningAttributes": {"NextSigningKeyLength": "RSA_1024_BIT"}}
    assert lengths(aws, f"{unique_name}.example.com", **next_length) == ("RSA_1024_BIT",) * 2
    assert lengths(aws, f"default.{unique_name}.example.com") == ("RSA_2048_BIT",) * 2
    assert lengths(aws, f"{unique_name}@example.com") == (None, None)


@pytest.mark.upstream
def test_unpatched_ministack_drops_it(unpatched_aws, unique_name):
    assert lengths(unpatched_aws, f"{unique_name}.example.com") == (None, None)
