"""Applying all stacks of a project, those that don't depend on each other at the same time."""

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.placeholders import keys, render
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import step
from slipway.project import stacks
from slipway.system.process import Interruption, LineCallback
from slipway.terraform.changes import ChangeCount
from slipway.terraform.environment import environment_for
from slipway.terraform.provider_keeper import ProviderKeeper

# Terraform and its provider need half a gigabyte. Most of an apply is waiting, so more of them than processors.
_MAX_RUNNING = 4


def apply_all(
    project: Project,
    selected: Sequence[Stack],
    target: Target,
    outputs: dict[str, Any],
    logs: Path,
    on_line: LineCallback = lambda _: None,
) -> dict[str, Any]:
    """Apply stacks of a project, each as soon as the outputs are known that its variables need.

    After an error, stacks that are being applied are completed, and no other is begun.

    Args:
        project: the project.
        selected: the stacks, in the project's order, with those whose outputs they need.
        target: the local AWS.
        outputs: outputs that are known before.
        logs: folder for Terraform's output, ``<stack>.log``.
        on_line: called with each line of Terraform's output, in several threads.

    Returns:
        The outputs, and those of all stacks, by the keys in the project file and in its order.

    Raises:
        SlipwayError: see `stacks.apply`; the error of the first stack that failed.
        KeyboardInterrupt: Ctrl-C was pressed; each Terraform has written its state and ended.
    """
    with ProviderKeeper(environment_for(target, project.root), logs / "providers") as providers:
        return _Run(project, selected, target, outputs, logs, on_line, providers).apply()


class _Run:
    def __init__(
        self,
        project: Project,
        selected: Sequence[Stack],
        target: Target,
        outputs: dict[str, Any],
        logs: Path,
        on_line: LineCallback,
        providers: ProviderKeeper,
    ) -> None:
        self._project = project
        self._selected = selected
        self._target = target
        self._logs = logs
        self._on_line = on_line
        self._providers = providers
        self._first_outputs = outputs
        self._outputs = _Outputs(outputs)
        self._interruption = Interruption()
        self._slots = threading.Semaphore(_MAX_RUNNING)
        # Two stacks may have one directory, in which Terraform writes files.
        self._directories = {stack.directory: threading.Lock() for stack in selected}
        self._variables: dict[str, Any] = {}

    def apply(self) -> dict[str, Any]:
        self._providers.start()
        _run_in_threads(self._selected, self._apply_when_possible, self._interruption)
        for stack in self._selected:
            # Others that began with the first outputs of a stack need its last ones.
            if self._variables[stack.name] != render(stack.variables, self._outputs.known):
                self._apply(stack, self._outputs.known)
        order = [*self._first_outputs, *(key for stack in self._selected for key in stack.outputs)]
        return {key: self._outputs.known[key] for key in order}

    def _apply_when_possible(self, stack: Stack) -> None:
        try:
            known = self._outputs.wait_for(set(keys(stack.variables)))
            if known is not None:
                with self._directories[stack.directory], self._slots:
                    self._apply(stack, known)
        except BaseException:
            self._outputs.stop()
            raise

    def _apply(self, stack: Stack, outputs: dict[str, Any]) -> None:
        count = ChangeCount()
        with step(f"Apply {stack.directory}", self._logs / f"{stack.name}.log", count) as log:

            def on_line(line: str) -> None:
                log(line)
                self._on_line(line)

            self._variables[stack.name] = render(stack.variables, outputs)
            with self._providers.separate(stack.name) as providers:
                values = stacks.apply(
                    self._project,
                    stack,
                    self._target,
                    outputs,
                    on_line=on_line,
                    on_outputs=self._outputs.publish,
                    providers=providers,
                    interruption=self._interruption,
                )
            self._outputs.publish(values)


class _Outputs:
    """The outputs that are known so far."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self._is_stopped = False
        self._changed = threading.Condition()

    def publish(self, outputs: dict[str, Any]) -> None:
        with self._changed:
            self.known = {**self.known, **outputs}
            self._changed.notify_all()

    def stop(self) -> None:
        """Have `wait_for` return None from now on."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def wait_for(self, names: set[str]) -> dict[str, Any] | None:
        """Return the known outputs as soon as they have these names."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped or names <= self.known.keys())
            return None if self._is_stopped else self.known


def _run_in_threads(stacks: Iterable[Stack], work: Any, interruption: Interruption) -> None:  # noqa: ANN401
    """Call a function with each stack, in threads, until all calls have ended; then raise the first error."""
    ended: list[Future[None]] = []
    with ThreadPoolExecutor(len(tuple(stacks)) or 1) as executor:
        futures = [executor.submit(work, stack) for stack in stacks]
        for future in futures:
            future.add_done_callback(ended.append)
        interrupted: KeyboardInterrupt | None = None
        while not all(future.done() for future in futures):
            try:
                wait(futures)
            except KeyboardInterrupt as error:
                interrupted = interrupted or error
                interruption.request()
    if interrupted:
        raise interrupted
    for future in ended:
        future.result()
