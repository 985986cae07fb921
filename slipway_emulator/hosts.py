"""The hosts for which the local AWS answers, and the public endpoints among them.

A public endpoint is open to the internet on AWS, and so to web pages of every site: a distribution, a stage of API
Gateway, a function URL, a website or a load balancer.
"""

import functools
import re

from ministack import app

_LOCAL = re.compile(r"127\.0\.0\.1|\[::1\]|::1|([a-z0-9_.-]+\.)?localhost", re.IGNORECASE | re.ASCII)
# AWS alone decides where names of these domains lead.
_AWS = re.compile(r"[a-z0-9_.-]+\.(amazonaws\.com(\.cn)?|api\.aws|on\.aws|cloudfront\.net)", re.IGNORECASE | re.ASCII)
# Each request asks several times, and most have a host and a path of many others.
_MAX_CACHED = 512
_WEBSITE = re.compile(r"[a-z0-9.-]+\.s3-website[.-].+", re.IGNORECASE | re.ASCII)


def is_local(hostname: str) -> bool:
    """Return whether a name without a port is one of this machine."""
    return bool(_LOCAL.fullmatch(hostname))


def is_known(host: str, path: str) -> bool:
    """Return whether the local AWS answers for a ``Host``: a name of this machine or of AWS, or a custom domain."""
    return _is_of_aws(host) or _is_custom_domain(host, path)


def is_public(host: str, path: str) -> bool:
    """Return whether a host and a path have the form of a public endpoint; it may not exist."""
    return _has_public_form(host, path) or _is_custom_domain(host, path)


@functools.lru_cache(_MAX_CACHED)
def _has_public_form(host: str, path: str) -> bool:
    return (
        path.startswith("/_aws/cloudfront/")
        or app._parse_execute_api_url(host, path) is not None
        or app._parse_lambda_url(host, path) is not None
        or app._parse_cloudfront_dataplane_host(host) is not None
        or app._is_potential_alb_request(host, path)
        or is_website(host)
    )


def is_website(host: str) -> bool:
    """Return whether a ``Host`` is that of a bucket's website."""
    return bool(_WEBSITE.fullmatch(_name(host)))


@functools.lru_cache(_MAX_CACHED)
def _is_of_aws(host: str) -> bool:
    return is_local(_name(host)) or bool(_AWS.fullmatch(_name(host)))


def _is_custom_domain(host: str, path: str) -> bool:
    return not _is_of_aws(host) and app._resolve_custom_domain_request(host, path) is not None


def _name(host: str) -> str:
    return re.sub(r":\d+$", "", host)
