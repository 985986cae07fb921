"""The loader of boto3's data, which all sessions share.

By default each session reads the models of its services again, which is most of what its clients cost.
"""

import functools
import threading
from typing import Any

from botocore.loaders import Loader, create_loader
from botocore.session import Session


def use_shared_loader(session: Session) -> None:
    """Make a new session use the loader of earlier ones, if these have the same ``data_path`` (AWS_DATA_PATH)."""
    loader = _loader(session.get_config_variable("data_path"))
    loader.search_paths[:] = dict.fromkeys(loader.search_paths)  # each session of boto3 adds its own folder
    session.register_component("data_loader", loader)


@functools.cache
def _loader(data_path: str | None) -> Loader:
    """Return a loader that loads in one thread at a time: botocore changes a model that it has loaded."""
    loader = create_loader(data_path)
    load, lock = loader.load_service_model, threading.Lock()

    def load_alone(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - botocore's signature
        with lock:
            return load(*arguments, **options)

    loader.load_service_model = load_alone  # type: ignore[method-assign]
    return loader
