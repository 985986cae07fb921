"""Runtime hooks of Lambda SnapStart: https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html.

`snapshot_restore_py` registers them. Lambda's runtimes have it from Python 3.12 on, which are those with SnapStart, so
no zip has a copy: the runtime reads the hooks from its own. Without SnapStart nothing is registered or imported.
"""

import logging
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_logger = logging.getLogger(__name__)


def is_snap_start() -> bool:
    """Return whether Lambda takes a snapshot of this function's initialization.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    """
    return os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start"


def prepare(primings: "Mapping[str, Callable[[], object]]") -> None:
    """Prime the function before its snapshot, and renew after each restore what its copies must not share.

    Call it once, at import. The environment variable ``PRIMING`` names the priming; without it there is none. It runs
    what a first request would, so that the snapshot has it already: imports, parsed schemas, TLS settings, a signature.
    It has a request's permissions, and runs at each publication of a version: it must not read or change data.

    A priming that fails is logged. The version is published, and starts as without priming.

    Args:
        primings: primings by name.

    Raises:
        RuntimeError: ``PRIMING`` is none of the names. Without SnapStart too, so that a test finds it.
    """
    name = os.environ.get("PRIMING")
    if name and name not in primings:
        raise RuntimeError(f"the environment variable PRIMING is {name!r}: write {' or '.join(primings)}")
    if not is_snap_start():
        return
    import snapshot_restore_py  # noqa: PLC0415 - only the runtime has it

    # Hooks before the snapshot run in the reverse order. So this one runs last, when all others have called AWS.
    snapshot_restore_py.register_before_snapshot(renew)
    if name:
        snapshot_restore_py.register_before_snapshot(_prime, name, primings[name])
    snapshot_restore_py.register_after_restore(renew)


def after_restore(function: "Callable[..., object]", *arguments: "Any") -> None:  # noqa: ANN401 - of the function
    """Call a function after each restore, e.g. ``close`` of a boto3 client; without SnapStart never.

    All such functions together have 10 seconds.
    """
    if is_snap_start():
        import snapshot_restore_py  # noqa: PLC0415

        snapshot_restore_py.register_after_restore(function, *arguments)


def renew() -> None:
    """Replace what all copies of a snapshot would share.

    - The state of the module `random`, from which all would draw the same numbers and ids. `os.urandom`, `secrets` and
      `uuid.uuid4` need nothing: Lambda reseeds their source.
    - Connections of `aws_client` and `runtime.otlp`, whose other end has forgotten them.
    - The time difference to AWS that `aws_client` has measured, and the credentials that it has cached.
    """
    if random := sys.modules.get("random"):
        random.seed()
    if transport := sys.modules.get("aws_client.transport"):
        transport.reset()
    if container := sys.modules.get("aws_client.container"):
        container.forget()
    if tracing := sys.modules.get("runtime.tracing"):
        tracing.reset()


def _prime(name: str, priming: "Callable[[], object]") -> None:
    try:
        priming()
    except Exception:
        _logger.warning("the priming %r failed: the version starts without it", name, exc_info=True)
