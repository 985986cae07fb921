"""A version with provisioned concurrency runs in new environments, which know that they were provisioned.

The variable AWS_LAMBDA_INITIALIZATION_TYPE is ``provisioned-concurrency`` in them, also if an alias of the version has
the concurrency, and else ``on-demand``:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.py

MiniStack's environments are those that the version had before.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc

from slipway_emulator.patches.functions.python_worker import environment
from slipway_emulator.responses import Response


def apply() -> None:
    """Wrap the two operations that change the concurrency."""
    lambda_svc._put_provisioned_concurrency = _renewing(lambda_svc._put_provisioned_concurrency)
    lambda_svc._delete_provisioned_concurrency = _renewing(lambda_svc._delete_provisioned_concurrency)


def _renewing(operation: Callable[..., Response]) -> Callable[..., Response]:
    @functools.wraps(operation)
    def operate(name: str, qualifier: str, *arguments: Any) -> Response:  # noqa: ANN401 - passed on
        response = operation(name, qualifier, *arguments)
        if function := lambda_svc._functions.get(name):
            version = environment.version_of(function, qualifier)
            scope = {"account": get_account_id(), "region": get_region()}
            lambda_svc.invalidate_worker(name, qualifier=version, **scope)
        return response

    return operate
