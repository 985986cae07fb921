"""A pytest plugin: botocore's models of services, read once in a process, and sessions that are made faster.

Each session of botocore reads the models again, half of what a test costs that makes a client in a new session. moto,
which changes them, has its own loader. A third of the rest is the signatures of 130 handlers, for one bit of each; half
of what is left then, the names of their events, which each client looks up in a list of 100 aliases.
"""

import copy
import functools
import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, ClassVar

import botocore.endpoint_provider
import botocore.hooks
import botocore.session
import botocore.useragent
from botocore.endpoint_provider import RuleSet
from botocore.hooks import EventAliaser
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


class _SharedAliases(EventAliaser):
    """An aliaser that knows the names of events that another one has looked up."""

    _names: ClassVar[dict[str, str]] = {}

    def __init__(self, event_emitter: Any) -> None:
        super().__init__(event_emitter)
        self._alias_name_cache = self._names

    def __copy__(self) -> "_SharedAliases":
        return type(self)(copy.copy(self._emitter))


_rule_sets: dict[tuple[int, int], tuple[RuleSet, Any]] = {}


def _shared_rule_set(rules: list[Any], partitions: dict[str, Any], **others: Any) -> RuleSet:
    """Return the rules for the endpoints of a service, parsed once from the content of a file."""
    key = (id(rules), id(partitions))
    if key not in _rule_sets:
        # The content is kept, so that nothing else gets its id.
        _rule_sets[key] = RuleSet(rules=rules, partitions=partitions, **others), (rules, partitions)
    return _rule_sets[key][0]


accepts_kwargs = botocore.hooks.accepts_kwargs
botocore.hooks.accepts_kwargs = _accepts_kwargs
botocore.session.create_loader = _loader_of_shared_files
botocore.session.EventAliaser = _SharedAliases
botocore.endpoint_provider.RuleSet = _shared_rule_set
botocore.useragent.sanitize_user_agent_string_component = functools.lru_cache(
    botocore.useragent.sanitize_user_agent_string_component
)
Loader.list_available_services = _list_available_services_once  # type: ignore[method-assign]
