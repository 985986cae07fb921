"""The loop of `slipway dev`: saved files, log events, denied calls and keys, one after the other."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from watchfiles import watch

from lambda_release.function import DEFAULT_ALIAS
from slipway.config.app import App
from slipway.config.outputs import recorded_outputs
from slipway.config.project import Project
from slipway.console.output import print_line, printable
from slipway.deploy.deployer import Deployment
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import deployed_apps, exists, function_of
from slipway.dev import keys, website
from slipway.dev.changes import Changes, classify, load_each, watched
from slipway.dev.debugger import Debugger
from slipway.dev.deployment import QuickDeployer
from slipway.errors import SlipwayError
from slipway.functions.events import FunctionLogs, NewEvents
from slipway.functions.view import LogView
from slipway.local import emulator
from slipway.local.decisions import Decisions
from slipway.local.emulator import Emulator
from slipway.project.up import up
from slipway.system.concurrency import run_concurrently

_STEP = 40  # milliseconds without a further change after which changes are handled
_DEBOUNCE = 400  # milliseconds after which they are handled, also if others follow
_TICK = 100  # milliseconds between two looks for log events and keys
_CLEANING = 30.0  # seconds after which replaced versions are deleted; invocations of them may still run
_LOG_GROUP = re.compile(r":log-group:/aws/lambda/([^:]+):")
_APPLY = "u"


class Session:
    """One run of `slipway dev`."""

    def __init__(
        self,
        project: Project,
        running: Emulator,
        names: Sequence[str],
        *,
        is_colored: bool,
        debug: tuple[str, int] | None = None,
    ) -> None:
        """Create the clients; nothing is deployed or printed.

        Args:
            project: the project.
            running: its local AWS.
            names: names of the apps to deploy; all by default.
            is_colored: whether the output may have the terminal's colors.
            debug: name of the app to debug, and the port.
        """
        self._debug = debug
        self._debugger: Debugger | None = None
        self._project = project
        self._names = names
        self._is_colored = is_colored
        self._view = self._new_view(load_each(project.root)[0])
        self._pending: set[str] = set()  # stacks to apply
        self._has_keys = False
        self._connect(running)

    def _connect(self, running: Emulator) -> None:
        """Create the clients, and begin with the log events and decisions from now on."""
        self._running = running
        self._target = running.target(self._project.region, self._project.account)
        self._client = self._target.client("lambda")
        self._deployer = QuickDeployer(self._project, self._client)
        self._decisions = Decisions(running.iam_decisions_file)
        logs = FunctionLogs(self._target.client("logs"), self._project.environment)
        self._logs = NewEvents(logs, int(time.time() * 1000))
        self._logging: set[str] = set()  # apps whose events may not have been there at the last look
        self._cleanings: dict[str, tuple[float, int]] = {}  # app -> when versions are deleted, and the last of them

    def run(self) -> None:
        """Deploy the apps, then watch until Ctrl-C.

        Raises:
            SlipwayError: there is no app of a name.
            KeyboardInterrupt: Ctrl-C.
        """
        self._deploy(self._first_apps())
        try:
            self._start_debugger()
            self._watch()
        finally:
            if self._debugger:
                self._debugger.end()

    def _watch(self) -> None:
        with keys.single_keys() as has_keys:
            self._has_keys = has_keys
            paths = watched(self._project)
            print_line(f"watching {', '.join(map(self._label, paths))}; Ctrl-C ends")
            for batch in watch(*paths, debounce=_DEBOUNCE, step=_STEP, rust_timeout=_TICK, yield_on_timeout=True):
                if batch:
                    self._handle(classify(self._project, (Path(path) for _, path in batch)))
                self._show_or_connect()
                self._clean()
                if has_keys and _APPLY in keys.pressed() and self._pending:
                    self._apply()

    def _start_debugger(self) -> None:
        if not self._debug:
            return
        name, port = self._debug
        app = load_each(self._project.root)[0][name]
        function = function_of(self._client, app, self._project.environment)
        with explain_errors(function.name):
            self._debugger = Debugger(function, self._running, self._project.account, port)
            self._debugger.start(app)
        print_line(f"{name} waits for a debugger on 127.0.0.1:{port}, at each request")

    def _first_apps(self) -> list[App]:
        """Return the named apps, or those that have a function, after a line about the others."""
        environment = self._project.environment
        apps = deployed_apps(self._project.root, self._names or None, self._client, environment)
        if self._names:
            return apps
        found = self._with_function(apps)
        if missing := [app.name for app in apps if app not in found]:
            print_line(f"no function yet: {', '.join(missing)}")
        return found

    def _with_function(self, apps: Iterable[App]) -> list[App]:
        return [app for app in apps if exists(function_of(self._client, app, self._project.environment))]

    def _label(self, path: Path) -> str:
        root = self._project.root
        return str(path.relative_to(root) if path.is_relative_to(root) else path)

    def _handle(self, changes: Changes) -> None:
        for error in changes.errors:
            print_line(f"{error}; the version before stays")
        if changes.has_settings:
            print_line("slipway.toml has changed: end with Ctrl-C, and start `slipway dev` again")
        self._connect_to_another()
        apps, _ = load_each(self._project.root)
        self._view = self._new_view(apps)
        if self._debugger and self._debug and self._debug[0] in apps:
            self._debugger.update(apps[self._debug[0]])
        saved, dependents = (
            [apps[name] for name in names if name in apps and name in (self._names or apps)]
            for names in (changes.apps, changes.dependents)
        )
        self._deploy([*saved, *self._with_function(dependents)])
        if changes.built:
            self._build(changes.built)
        self._pending |= set(changes.stacks)
        for name in changes.stacks:
            stack = next(stack for stack in self._project.stacks if stack.name == name)
            key = f"press {_APPLY}, or run " if self._has_keys else ""
            print_line(f"{stack.directory} has changed: {key}`slipway up {name}` to apply it")

    def _deploy(self, apps: Sequence[App]) -> None:
        try:
            run_concurrently(apps, self._deployer.deploy, self._report)
        except SlipwayError as error:
            print_line(f"{printable(str(error))}\n  the version before stays")

    def _report(self, deployments: Iterable[Deployment]) -> None:
        for one in deployments:
            if one.changed:
                alias = "" if one.alias == DEFAULT_ALIAS else f":{one.alias}"
                print_line(f"{one.app}{alias} version {one.version} is live after {one.seconds:.2f} s")
                self._cleanings.setdefault(one.app, (time.monotonic() + _CLEANING, int(one.version)))

    def _build(self, names: Sequence[str]) -> None:
        outputs = recorded_outputs(self._project)
        pipelines = [outputs[stack.pipeline] for stack in self._project.stacks if stack.pipeline in outputs]
        print_line(f"apps/{', apps/'.join(names)}: {', '.join(pipelines) or 'there is no pipeline that'} builds it")
        try:
            website.build(self._project.root, self._target, pipelines, print_line)
        except SlipwayError as error:
            print_line(printable(str(error)))

    def _apply(self) -> None:
        names = sorted(self._pending)
        self._pending.clear()
        try:
            up(self._project, self._project.select(names))
        except SlipwayError as error:
            print_line(printable(str(error)))
        self._connect_to_another()
        self._deployer.forget()

    def _connect_to_another(self) -> None:
        """Connect to the local AWS if a `slipway up` has started another one, with another port or secret."""
        running = emulator.status(self._project.local_directory)
        if running and running != self._running:
            self._connect(running)
            self._start_debugger()

    def _show_or_connect(self) -> None:
        """Show what is new. Of a local AWS that has ended or was replaced, nothing is."""
        try:
            self._show()
        except (BotoCoreError, ClientError):
            if emulator.status(self._project.local_directory) == self._running:
                raise
            self._connect_to_another()

    def _show(self) -> None:
        """Print new log events and denied calls.

        The local AWS records a decision about each log stream, immediately before it writes the events.
        """
        before, self._logging = self._logging, set()
        for decision in self._decisions.new():
            if decision.account != self._project.account:
                continue
            if not decision.allowed:
                print_line(printable(decision.advice))
            elif decision.action == "logs:PutLogEvents" and (group := _LOG_GROUP.search(decision.resource)):
                self._logging.add(group[1].removeprefix(f"{self._project.environment}-"))
        for event in self._logs.read(sorted(before | self._logging)):
            if (line := self._view.render(event)) is not None:
                print_line(line)

    def _clean(self) -> None:
        now = time.monotonic()
        for name in [name for name, (due, _) in self._cleanings.items() if due < now]:
            _, newest = self._cleanings.pop(name)
            apps, _ = load_each(self._project.root)
            try:
                if name in apps:
                    self._deployer.clean(apps[name], newest)
            except SlipwayError as error:
                print_line(printable(str(error)))

    def _new_view(self, apps: Mapping[str, App]) -> LogView:
        return LogView(apps, is_colored=self._is_colored)
