"""TLS settings: which certificate authorities are trusted.

AWS's endpoints have certificates by Amazon's authorities. The system trusts about 150, whose certificates OpenSSL 3
reads in 15 ms of CPU time: a quarter of the cold start of a function that makes one call. So its clients trust
Amazon's first, and the system's as soon as a certificate is by another one, e.g. a proxy's.
"""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl

# The five that "be included in the trust store": https://www.amazontrust.com/repository/
_AMAZON_ROOTS = f"{__file__.rpartition('/')[0]}/amazon_roots.pem"
_SYSTEM_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # OpenSSL's, which name other authorities as the system's

_contexts: "dict[str | None, ssl.SSLContext]" = {}
_with_amazon_only: "set[ssl.SSLContext]" = set()


def tls_context(ca_file: str | None) -> "ssl.SSLContext":
    """Return the TLS settings for the certificate authorities in a file, by default the system's."""
    if ca_file not in _contexts:
        import ssl  # noqa: PLC0415 - not needed for an endpoint without TLS

        _contexts[ca_file] = ssl.create_default_context(cafile=ca_file)
    return _contexts[ca_file]


def aws_tls_context() -> "ssl.SSLContext":
    """Return the TLS settings for AWS's endpoints, which `trust_system` extends.

    They have the system's authorities from the beginning if ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` names these.
    """
    if any(name in os.environ for name in _SYSTEM_VARIABLES):
        return tls_context(None)
    if _AMAZON_ROOTS not in _contexts:
        _with_amazon_only.add(tls_context(_AMAZON_ROOTS))
    return _contexts[_AMAZON_ROOTS]


def trusts_amazon_only(context: "ssl.SSLContext") -> bool:
    """Return whether settings of `aws_tls_context` have Amazon's authorities only."""
    return context in _with_amazon_only


def trust_system(context: "ssl.SSLContext") -> None:
    """Add the system's authorities to settings of `aws_tls_context`, for all their connections from now on."""
    context.load_default_certs()
    _with_amazon_only.discard(context)
