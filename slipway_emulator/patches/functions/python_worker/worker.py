"""An execution environment that runs ``awslambdaric``."""

import base64
import io
import json
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ClassVar

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from slipway_emulator.patches.functions.python_worker import debugging, time_limit
from slipway_emulator.patches.functions.python_worker.environment import DEFAULTS
from slipway_emulator.patches.functions.python_worker.measurements import init_duration, used_memory
from slipway_emulator.patches.functions.python_worker.processes import ForkServer, peak_memory
from slipway_emulator.patches.functions.python_worker.waiting import Invocations, RuntimeApi

# In place of /var/runtime.
_RUNTIME = Path(__file__).with_name("runtime")
# The folder of the code in Lambda: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
_TASK_ROOT = "/var/task"
# Marks the end of an invocation's log. No line of a function ends with it.
_END_OF_LOG = "\x00end of log\x00"
_fork_server = ForkServer(DEFAULTS) if sys.platform == "linux" else None

_Config = dict[str, Any]

# The header X-Amz-Client-Context of the invocation in this context, base64 of JSON; MiniStack ignores it.
client_context: ContextVar[str | None] = ContextVar("client_context", default=None)


class PythonWorker(lambda_runtime.ProvidedWorker):  # type: ignore[misc]  # MiniStack has no type hints
    """MiniStack's worker for ``provided`` runtimes, with awslambdaric as its bootstrap.

    Attributes:
        python: interpreter of the environment with the packages of Lambda's Python runtime.
    """

    python: ClassVar[str]
    _server: Any
    _server_thread: Any
    _proc: Any
    _log_thread: Any
    _pending: Any

    def __init__(self, name: str, config: _Config, code_zip: bytes) -> None:
        super().__init__(name, config, code_zip)
        self._pending = Invocations()
        self._response_ready = time_limit.Response(lambda: self._proc, lambda_runtime._PROVIDED_POLL)
        self._log_writer: io.FileIO | None = None
        self._client_context: str | None = None
        self._task_root = _TASK_ROOT
        self._init_duration: float | None = None
        self._used_memory: int | None = None
        self._debugger = debugging.Debugger(self, config)

    def invoke(self, event: object, request_id: str, **context: Any) -> _Config:  # noqa: ANN401 - passed on
        """Run the handler, and report a failed start as Lambda does."""
        self._client_context = client_context.get()
        self._init_duration = self._used_memory = None
        self.config = self._debugger.prepare()
        try:
            result: _Config = super().invoke(event, request_id, **context)
        except RuntimeError as error:
            result = {
                "status": "error",
                "error": str(error),
                "error_payload": self._start_failure(error, request_id),
            }
            result["log"] = self._drain_stderr()
        init_duration.set(self._init_duration)
        used_memory.set(peak_memory(self._proc.pid) if self._proc else self._used_memory)
        failure = result.get("error_payload") or {}
        if failure.get("errorType") in {"Sandbox.Timedout", "Runtime.ExitError"}:
            # The function can't log this itself.
            line = f"{lambda_svc._now_iso()} {request_id} {failure['errorMessage']}"
            result["log"] = "\n".join(filter(None, [result["log"], line]))
        return self._as_in_lambda(result)

    def _as_in_lambda(self, result: _Config) -> _Config:
        """Return the result with Lambda's folder of the code in its traces and its log, in place of this machine's."""
        found = {**result, "log": str(result.get("log") or "").replace(self._task_root, _TASK_ROOT)}
        failure = result.get("error_payload")
        if isinstance(failure, dict) and failure.get("stackTrace"):
            trace = [str(frame).replace(self._task_root, _TASK_ROOT) for frame in failure["stackTrace"]]
            found["error_payload"] = {**failure, "stackTrace": trace}
        return found

    def _await_init(self, init_timeout: float | None = None) -> None:
        """Wait for the process to start, longer if it has to wait for a CPU."""
        limit = lambda_runtime._PROVIDED_INIT_TIMEOUT if init_timeout is None else init_timeout
        time_limit.wait_within(limit, super()._await_init, self._proc.pid, lambda_runtime.ProvidedInitTimeout)

    def _start_failure(self, error: RuntimeError, request_id: str) -> _Config:
        if isinstance(self._init_error, dict):
            return self._init_error
        if isinstance(error, lambda_runtime.ProvidedInitTimeout):
            message = f"Task timed out after {self.config.get('Timeout', 3)}.00 seconds"
            return {"errorType": "Sandbox.Timedout", "errorMessage": message}
        message = f"RequestId: {request_id} Error: Runtime exited before it was ready"
        return {"errorType": "Runtime.ExitError", "errorMessage": message}

    def _teardown(self) -> None:
        """End the process, after a look at the memory that it has used."""
        self._used_memory = peak_memory(self._proc.pid) if self._proc else self._used_memory
        super()._teardown()

    def _spawn(self, init_timeout: float | None = None) -> None:
        self._teardown()
        started = time.monotonic()
        generation, pending = self._begin_generation()
        handler = self._build_handler_class(generation, pending)
        # Otherwise each response waits up to 40 ms for the acknowledgement of its headers.
        handler.disable_nagle_algorithm = True
        self._server = RuntimeApi(("127.0.0.1", 0), handler)
        self._server_thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._server_thread.start()
        try:
            self._start_runtime()
            self._await_init(init_timeout)
            self._init_duration = (time.monotonic() - started) * 1000
        except BaseException:
            self._teardown()
            raise

    def _build_handler_class(self, generation: int, pending: queue.Queue[Any]) -> Any:  # noqa: ANN401 - MiniStack's
        """Return the handler of the Runtime API, with the invocation's client context in its answers.

        https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
        """
        worker = self

        class Handler(super()._build_handler_class(generation, pending)):  # type: ignore[misc] # made at run time
            def end_headers(self) -> None:
                if worker._client_context and self.path.endswith("/next"):
                    with suppress(ValueError):  # Lambda refuses what isn't JSON
                        content = json.loads(base64.b64decode(worker._client_context))
                        self.send_header("Lambda-Runtime-Client-Context", json.dumps(content))
                super().end_headers()

        return Handler

    def _begin_generation(self) -> tuple[int, queue.Queue[Any]]:
        with self._state_lock:
            self._generation += 1
            self._stopping = False
            self._first_poll.clear()
            self._init_settled.clear()
            self._response_ready.clear()
            self._init_error = self._current_request_id = None
            self._result: _Config = {}
            self._pending = Invocations()
            self._stderr_queue: queue.Queue[str] = queue.Queue()
            return self._generation, self._pending

    def _start_runtime(self) -> None:
        task_root = lambda_svc._provided_runtime_code_dir(self.code_zip)
        self._task_root = os.path.realpath(task_root)  # as it is on the module search path
        port = self._server.server_address[1]
        variables = lambda_svc._provided_worker_env(self.config, task_root, port)
        variables["PYTHONPATH"] = os.pathsep.join(
            [str(_RUNTIME), *self._layer_paths(), *filter(None, [variables.get("PYTHONPATH")])]
        )
        reader, writer = os.pipe()
        self._log_writer = io.FileIO(writer, "w")
        try:
            self._proc = self._start_process(task_root, variables, writer)
        except BaseException:
            os.close(reader)
            raise
        self._log_thread = threading.Thread(
            target=self._pump_output, args=(os.fdopen(reader, "rb"), self._stderr_queue), daemon=True
        )
        self._log_thread.start()

    def _start_process(self, task_root: str, variables: dict[str, str], output: int) -> Any:  # noqa: ANN401 - or a Popen
        handler = self.config["Handler"]
        command = self._debugger.command(self.python)
        if _fork_server and not command:
            return _fork_server.start(self.python, handler, task_root, variables, output)
        return subprocess.Popen(
            command or [self.python, "-m", "awslambdaric", handler],
            cwd=task_root,
            env=variables | self._debugger.variables(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def _layer_paths(self) -> list[str]:
        """Return the folders of the layers that Lambda has on the module search path."""
        layers = [lambda_svc._resolve_layer_zip(layer) for layer in self.config.get("Layers") or []]
        folders = [Path(lambda_svc._provided_runtime_code_dir(layer), "python") for layer in layers if layer]
        packages = [path for folder in folders for path in folder.glob("lib/python3*/site-packages")]
        # A later layer overrides an earlier one.
        return [str(path) for path in [*reversed(packages), *reversed(folders)]]

    def _drain_stderr_bounded(self, *_: object, **__: object) -> str:
        """Return everything that the function wrote, without waiting for more."""
        if not self._mark_end_of_log():
            return str(self._drain_stderr())
        log: list[str] = []
        while not (log and log[-1].endswith(_END_OF_LOG)):
            log.append(self._stderr_queue.get())
        unfinished_line = log.pop().removesuffix(_END_OF_LOG)
        return "\n".join([*log, unfinished_line] if unfinished_line else log)

    def _mark_end_of_log(self) -> bool:
        try:
            return bool(self._log_writer and self._log_writer.write(f"{_END_OF_LOG}\n".encode()))
        except (ValueError, OSError):  # the function was ended during its invocation
            return False

    def _shutdown_server(self) -> None:
        self._pending.close()  # after the callers have set _stopping
        super()._shutdown_server()

    def _init_log_suffix(self) -> str:
        return ""  # the function's output is in its log

    def _join_log_thread(self) -> None:
        # The thread ends when the pipe's other end is closed everywhere.
        writer, self._log_writer = self._log_writer, None
        if writer:
            writer.close()
        super()._join_log_thread()
