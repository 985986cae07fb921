"""Writes the state of the local AWS to a file, and restores it when the local AWS starts.

MiniStack's own persistence has neither CodePipeline and CodeConnections nor what the patches remember, and leaves out
stream records, logs and the bodies of S3 objects.
"""

import importlib
import io
import os
import pickle
import stat
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from types import BuiltinFunctionType, FunctionType
from typing import Any

from ministack import app
from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict
from ministack.services import lambda_svc

from slipway_emulator.cloudwatch import evaluator

_PATH = "/_slipway/snapshot"
# Nearly all of MiniStack's state is in stores of these types, which are global variables of its services.
_STORES = (AccountRegionScopedDict, AccountScopedDict)
_WITH_STORES = ("ministack.services.", "slipway_emulator.patches.")
# Of the running process: monotonic times, and connections.
_EXCLUDED = {("ministack.services.lambda_svc", "_esm_backoff_until")}
# State in plain dicts: when each schedule was last started, and Slipway's own.
# CodePipeline is imported when it is used first (`Service.operations`).
_PIPELINES = ("slipway_emulator.services.codepipeline.registry", "PIPELINES")
_WATCHED = ("slipway_emulator.services.codepipeline.repository_watch", "_seen")
_ALARMS = ("ministack.services.cloudwatch", "_alarms")
_DICTS = (
    _PIPELINES,
    _WATCHED,
    ("ministack.services.eventbridge", "_rule_last_fired"),
    ("ministack.services.scheduler", "_schedule_last_fired"),
    ("slipway_emulator.patches.http.slack_webhooks", "MESSAGES"),
    ("slipway_emulator.services.applicationautoscaling.scaling", "_POLICIES"),
    ("slipway_emulator.services.applicationautoscaling.scaling", "_TARGETS"),
    ("slipway_emulator.services.codebuild.api", "_numbers"),
    ("slipway_emulator.services.codebuild.api", "_tokens"),
    ("slipway_emulator.services.codeconnections.connections", "_CONNECTIONS"),
    ("slipway_emulator.services.codeconnections.connections", "_HOSTS"),
)
_NEW: dict[type, Callable[[], Any]] = {
    type(threading.Lock()): threading.Lock,
    type(threading.RLock()): threading.RLock,
    threading.Event: threading.Event,
}
# What a snapshot may contain. With any class of a module, e.g. one that it has imported, a file could start a program:
# https://docs.python.org/3/library/pickle.html#restricting-globals
_TYPES = {
    "_thread": {"RLock", "allocate_lock", "lock"},
    "builtins": {"bytearray", "dict", "frozenset", "int", "list", "set"},
    "collections": {"OrderedDict", "defaultdict", "deque"},
    "datetime": {"date", "datetime", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "ministack.core.responses": {"AccountRegionScopedDict", "AccountScopedDict"},
    "slipway_emulator.services.codepipeline.action": {"Artifact"},
    "slipway_emulator.services.codepipeline.model": {
        "ActionExecution",
        "Condition",
        "Execution",
        "Pipeline",
        "Stage",
    },
    "threading": {"Event", "Lock", "RLock"},
}
_ATTEMPTS = 20

_Application = Callable[[Any, Any, Any], Awaitable[None]]


def serve(application: _Application) -> _Application:
    """Add ``POST /_slipway/snapshot`` to an ASGI application, which responds with a snapshot."""

    async def with_snapshots(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - of ASGI
        if scope["type"] != "http" or scope["path"] != _PATH or scope["method"] != "POST":
            await application(scope, receive, send)
            return
        running = _running_pipelines()
        status, body = (409, ", ".join(running).encode()) if running else (200, dump())
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return with_snapshots


def dump() -> bytes:
    """Return the state as bytes.

    Raises:
        pickle.PicklingError: a store has an object of a type that isn't listed.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return _dump()
        except RuntimeError:  # a thread has changed a dict in the meantime
            continue
    return _dump()


def load(file: Path) -> None:
    """Restore a state, and start the threads that work on it.

    Raises:
        OSError: there is no such file, or another user may have written it.
        pickle.UnpicklingError: it contains a type or a variable that no snapshot has.
    """
    stores = _Unpickler(io.BytesIO(_read_private(file))).load()
    for (module, name), content in stores.items():
        store = _data(_variable(module, name))
        store.clear()
        store.update(content)
    if lambda_svc._esms.has_any():
        lambda_svc._ensure_poller()
    if stores.get(_ALARMS):
        evaluator.start()
    if stores.get(_WATCHED):
        _import(_WATCHED[0]).resume()


def _dump() -> bytes:
    output = io.BytesIO()
    _Pickler(output, pickle.HIGHEST_PROTOCOL).dump({key: dict(_data(store)) for key, store in _stores()})
    return output.getvalue()


def _stores() -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield each store in the loaded modules, with the names of the module and of the variable."""
    for module_name, module in sorted(sys.modules.items()):
        if module_name.startswith(_WITH_STORES):
            for name, value in list(vars(module).items()):
                if isinstance(value, _STORES) and (module_name, name) not in _EXCLUDED:
                    yield (module_name, name), value
    for module_name, name in _DICTS:
        if module_name in sys.modules:
            yield (module_name, name), getattr(sys.modules[module_name], name)


def _variable(module: str, name: str) -> Any:  # noqa: ANN401 - a store or a dict
    """Return a variable that a snapshot may replace: with another one, e.g. `os.environ`, a file could start a program.

    Raises:
        pickle.UnpicklingError: it is another one.
    """
    is_dict = (module, name) in _DICTS
    if is_dict or module.startswith(_WITH_STORES):
        value = getattr(_import(module), name)
        if is_dict or isinstance(value, _STORES):
            return value
    raise pickle.UnpicklingError(f"a snapshot can't contain {module}.{name}")


def _data(store: Any) -> MutableMapping[Any, Any]:  # noqa: ANN401 - a store or a dict
    data: MutableMapping[Any, Any] = store._data if isinstance(store, _STORES) else store
    return data


def _import(module: str) -> Any:  # noqa: ANN401 - a module
    package, _, name = module.rpartition(".")
    return app._get_module(name) if package == "ministack.services" else importlib.import_module(module)


def _running_pipelines() -> list[str]:
    module, name = _PIPELINES
    accounts = getattr(sys.modules[module], name) if module in sys.modules else {}
    return [
        pipeline.name
        for pipelines in accounts.values()
        for pipeline in pipelines.values()
        if pipeline.executions_in_progress
    ]


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401 - any object
        """Replace locks and events with new ones, and reject what couldn't be loaded."""
        if make := _NEW.get(type(value)):
            return make, ()
        written = value if isinstance(value, type | FunctionType | BuiltinFunctionType) else type(value)
        if not _is_listed(written.__module__, written.__qualname__):
            raise pickle.PicklingError(f"a snapshot can't contain {written.__module__}.{written.__qualname__}")
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - a class
        """Return a class that a snapshot may contain."""
        if not _is_listed(module, name):
            raise pickle.UnpicklingError(f"a snapshot can't contain {module}.{name}")
        return super().find_class(module, name)


def _is_listed(module: str, name: str) -> bool:
    return name in _TYPES.get(module, ())


def _read_private(file: Path) -> bytes:
    """Return the content of a file that no other user can have written or read.

    A snapshot contains the code of functions, which run as the user who loads it.
    """
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as opened:
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
            raise PermissionError(f"{file} must be a file of this user with the permissions 0600")
        return opened.read()
