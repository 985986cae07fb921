"""Code can be downloaded only by the URL that GetFunction or GetLayerVersion returned.

On AWS it is a presigned URL of S3: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html

MiniStack returns the zip to anyone who knows the function's name, and ignores the URL's signature.
"""

import functools
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from ministack.services import lambda_svc

from slipway_emulator.gate import download_token


def apply() -> None:
    """Wrap the two functions that return the URLs."""
    secret = os.environ["AWS_SECRET_ACCESS_KEY"]
    for name in ("_presigned_code_url", "_layer_content_url"):
        setattr(lambda_svc, name, _with_token(getattr(lambda_svc, name), secret))


def _with_token(make_url: Callable[..., str], secret: str) -> Callable[..., str]:
    @functools.wraps(make_url)
    def with_token(*arguments: Any) -> str:  # noqa: ANN401 - MiniStack's
        url = make_url(*arguments)
        separator = "&" if urlsplit(url).query else "?"
        return f"{url}{separator}token={download_token(urlsplit(url).path, secret)}"

    return with_token
