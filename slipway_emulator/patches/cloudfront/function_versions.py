"""UpdateFunction returns the new version in the header ``ETtag``, as the model of CloudFront's API has it.

The SDKs read that header, and Terraform publishes the function with its value:
https://github.com/aws/aws-sdk-go-v2/blob/main/service/cloudfront/deserializers.go

MiniStack returns ``ETag``, so a changed function can't be published.
"""

import functools
from typing import Any

from ministack.services import cloudfront


def apply() -> None:
    """Wrap the operation."""
    update = cloudfront._cf_update_function

    @functools.wraps(update)
    def update_function(*args: Any) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401 - MiniStack's
        status, headers, body = update(*args)
        return status, {"ETtag" if name == "ETag" else name: value for name, value in headers.items()}, body

    cloudfront._cf_update_function = update_function
