"""A pytest plugin: botocore's models of services, read once in a process, and sessions that are made faster.

Each session of botocore reads the models again, half of what a test costs that makes a client in a new session. moto,
which changes them, has its own loader. A third of the rest is the signatures of 130 handlers, for one bit of each.
"""

import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

import botocore.hooks
import botocore.session
from botocore.loaders import JSONFileLoader, Loader, create_loader

_list_available_services = Loader.list_available_services


class _SharedFiles(JSONFileLoader):
    def __init__(self) -> None:
        self._files: dict[str, Any] = {}

    def load_file(self, file_path: str) -> Any:
        if file_path not in self._files:
            if (data := super().load_file(file_path)) is None:  # no such file yet
                return None
            self._files[file_path] = data
        return _with_own_uris(self._files[file_path])


def _with_own_uris(model: Any) -> Any:
    """Return a model whose URIs a client may change: S3's removes the bucket from those of its requests."""
    if not (isinstance(model, dict) and "operations" in model):
        return model
    operations = {name: {**each, "http": {**each.get("http", {})}} for name, each in model["operations"].items()}
    return {**model, "operations": operations}


_files = _SharedFiles()
_services: dict[tuple[str, ...], list[str]] = {}


def _loader_of_shared_files(search_path_string: str | None = None) -> Loader:
    loader = create_loader(search_path_string)
    loader.file_loader = _files
    return loader


def _list_available_services_once(self: Loader, type_name: str) -> list[str]:
    key = (type_name, *self.search_paths)
    if key not in _services:
        _services[key] = _list_available_services(self, type_name)
    return list(_services[key])


def _accepts_kwargs(handler: Callable[..., Any]) -> bool:
    function = handler.__func__ if isinstance(handler, MethodType) else handler
    if isinstance(function, FunctionType):
        return bool(function.__code__.co_flags & inspect.CO_VARKEYWORDS)
    return accepts_kwargs(handler)


accepts_kwargs = botocore.hooks.accepts_kwargs
botocore.hooks.accepts_kwargs = _accepts_kwargs
botocore.session.create_loader = _loader_of_shared_files
Loader.list_available_services = _list_available_services_once  # type: ignore[method-assign]
