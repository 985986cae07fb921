"""The first request to a service that the local AWS doesn't have takes no longer than another one.

MiniStack reads all of botocore's 420 models of services then, to know the names in signatures that differ from those of
the services. That takes it 2 seconds, in which it answers nobody. Most names don't differ, e.g. ``xray``.
"""

import functools

from ministack.core import router

from slipway_emulator.models.service_models import has_model


def apply() -> None:
    """Wrap the function that knows the names of services in signatures."""
    is_aws_service_name = router._is_aws_service_name

    @functools.wraps(is_aws_service_name)
    def is_service_name(name: str) -> bool:
        return has_model(name) or bool(is_aws_service_name(name))

    router._is_aws_service_name = is_service_name
