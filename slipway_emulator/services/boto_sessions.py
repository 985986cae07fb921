"""boto3 sessions that share the service models that botocore has loaded."""

import functools
import threading
from typing import Any

import boto3
import botocore.session
from botocore.loaders import Loader

# The class of a client is created at run time.
Client = Any


def make(region: str, *, aws_access_key_id: str, aws_secret_access_key: str, aws_session_token: str) -> boto3.Session:
    """Return a boto3 session with temporary credentials.

    The local AWS creates a session for every action and every build. By default each session loads the service models
    again: with clients for S3 and CloudWatch Logs that takes 0.35 s and 14 MB, with shared models 0.03 s and 1 MB.

    Args:
        region: e.g. ``eu-central-1``.
        aws_access_key_id: of the role session.
        aws_secret_access_key: of the role session.
        aws_session_token: of the role session.
    """
    session = botocore.session.Session()
    session.register_component("data_loader", _loader())
    return boto3.Session(
        aws_access_key_id, aws_secret_access_key, aws_session_token, region_name=region, botocore_session=session
    )


class _Loader(Loader):
    """Loads models in one thread at a time, because botocore changes a loaded model that others may be reading."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()

    def load_service_model(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - botocore's signature
        """Load a model as botocore does."""
        with self._lock:
            return super().load_service_model(*arguments, **options)


@functools.cache
def _loader() -> Loader:
    return _Loader()
