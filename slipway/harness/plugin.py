"""The fixtures and options of the harness. Importing this starts nothing and imports nothing heavy."""
# ruff: noqa: PLC0415 - a session that uses no fixture of the harness doesn't pay for its imports either

import functools
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from slipway import harness
from slipway.harness import denials, run
from slipway.system import signals

if TYPE_CHECKING:
    from slipway.aws.target import Target
    from slipway.harness.http import Http
    from slipway.harness.once import OncePerRun
    from slipway.harness.recordings import Recordings
    from slipway.harness.run_stacks import RunStacks
    from slipway.harness.stacks import Stacks
    from slipway.harness.workspace import Workspaces
    from slipway.local.emulator import Emulator

_LOCAL_REGION = "eu-central-1"  # not the shell's: a test does the same on every machine


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--aws``, ``--record``, ``--iam-report`` and ``--iam-roles``."""
    parser.getgroup("slipway").addoption(
        "--aws",
        action="store_true",
        help="run against the AWS account of the environment's credentials instead of a local AWS",
    )
    parser.getgroup("slipway").addoption(
        "--record",
        action="store_true",
        help="with --aws, write the responses that the fixture recorded gets, which other runs are compared with",
    )
    parser.getgroup("slipway").addoption(
        "--iam-report",
        metavar="FILE",
        help="report denied calls and unused grants of roles, and write each grant with its test to a JSON file",
    )
    parser.getgroup("slipway").addoption(
        "--iam-roles", metavar="PATTERN", default="*", help="names of the roles in --iam-report (default: %(default)s)"
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the hooks of the harness."""
    from slipway.harness import hooks

    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse ``--aws`` together with an endpoint, of which one must be a mistake; end when `make test` is killed."""
    signals.end_with_parent()
    endpoints = sorted(name for name in os.environ if name.startswith("AWS_ENDPOINT_URL"))
    if config.getoption("aws") and endpoints:
        raise pytest.UsageError(f"--aws needs AWS itself: unset {', '.join(endpoints)}")
    if config.getoption("record") and not config.getoption("aws"):
        raise pytest.UsageError("--record records AWS's responses: add --aws")
    if config.getoption("record") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--record writes one file for all tests of a file: leave out -n")
    if config.getoption("iam_report"):
        from slipway.harness import iam_report

        iam_report.register(config)


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of a file that share a stack in one worker, where xdist runs with ``--dist loadgroup``."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        shares_a_stack = "tf_module" in getattr(item, "fixturenames", ())
        if shares_a_stack and not item.get_closest_marker("xdist_group"):
            file, _, _ = item.nodeid.partition("::")  # xdist appends the group's name to the test's in its reports
            item.add_marker(pytest.mark.xdist_group(file))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist's WorkerController; xdist may not be there
    """Pass the run's folder and name to an xdist worker, and handle SIGTERM in the controller."""
    node.workerinput.update(run.worker_input(node.config))
    run.interrupt_on_sigterm()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember which calls the local AWS refused before the test."""
    denials.remember_begin(item, run.decisions_file(item.config))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the calls that the local AWS refused during a failed test in its report."""
    report = yield
    if report.failed:
        accounts = {run.account_id(item.config), run.SHARED_ACCOUNT_ID}
        denials.add_section(item, report, run.decisions_file(item.config), accounts)
    return report


@pytest.hookimpl(trylast=True)  # after xdist's own, which waits for the workers; before the summary
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Destroy the stacks of ``tf_run``; a failure is an error of the session."""
    records = run.directory(session.config) / _STACKS
    if hasattr(session.config, "workerinput") or not records.exists():
        return
    from slipway.harness import run_stacks
    from slipway.harness.workspace import Workspaces

    before = session.config.hook.pytest_tf_run_destroy
    with Workspaces(session.config.rootpath, run.directory(session.config), "controller") as workspaces:
        try:
            run_stacks.destroy_stacks(records, workspaces, lambda stack: before(stack=stack))
        except Exception as failure:  # noqa: BLE001 - it is reported
            _report_error(session, failure)


def _report_error(session: pytest.Session, failure: Exception) -> None:
    """Report a failure that no test has, as if it was of a test's teardown."""
    message = pytest.ExceptionInfo.from_exception(failure).getrepr(style="short")
    report = pytest.TestReport("tf_run", ("tf_run", None, "tf_run"), {}, "failed", message, "teardown")
    session.config.hook.pytest_runtest_logreport(report=report)
    session.testsfailed += 1
    session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the local AWS, also after Ctrl-C, when the workers have ended."""
    if not hasattr(config, "workerinput"):
        run.end(run.directory(config))


@pytest.fixture(scope="session")
def local_aws(pytestconfig: pytest.Config) -> "Emulator":
    """The local AWS of this test run: one for all xdist workers, started by the first that needs it."""
    run.interrupt_on_sigterm()
    return run.local_aws(run.hold(pytestconfig))


@pytest.fixture(scope="session")
def run_target(request: pytest.FixtureRequest) -> "Target":
    """Where the stacks of ``tf_run`` are: an account on the local AWS for all workers, or with ``--aws`` a real one."""
    from slipway.aws.target import Target

    if request.config.getoption("aws"):
        return Target(endpoint_url=None, region=Target.from_environment().region)
    emulator: Emulator = request.getfixturevalue("local_aws")
    return emulator.target(_LOCAL_REGION, run.SHARED_ACCOUNT_ID)


@pytest.fixture(scope="session")
def target(run_target: "Target", pytestconfig: pytest.Config) -> "Target":
    """Where AWS is: an account on the local AWS that no other worker has, or with ``--aws`` a real one."""
    if run_target.access_key_id != run.SHARED_ACCOUNT_ID:
        return run_target
    return replace(run_target, access_key_id=run.account_id(pytestconfig))


@pytest.fixture(scope="session")
def aws(target: "Target") -> Callable[[str], Any]:
    """``aws("dynamodb")`` is a boto3 client on the target."""
    return functools.cache(target.client)


@pytest.fixture
def recorded(request: pytest.FixtureRequest, aws: Callable[[str], Any], target: "Target") -> "Recordings":
    """``recorded("label", response)`` compares a response with that of AWS, or with ``--aws --record`` writes it."""
    from slipway.harness.recordings import Recordings

    @functools.cache
    def texts() -> dict[str, str]:
        return {aws("sts").get_caller_identity()["Account"]: "<account>", target.region: "<region>"}

    is_recording = bool(request.config.getoption("record"))
    return Recordings(request.path, request.node.name, is_recording=is_recording, texts=texts)


@pytest.fixture
def unique_name() -> str:
    """A short prefix that no other test has; for a wider scope call ``slipway.harness.unique_name()``."""
    return harness.unique_name()


@pytest.fixture(scope="session")
def run_name(pytestconfig: pytest.Config) -> str:
    """A short prefix that no other run has, the same in all workers."""
    return run.name(pytestconfig)


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """``eventually(check, timeout=30, interval=0.2)`` calls until no assertion fails any more."""
    return harness.eventually


@pytest.fixture(scope="session")
def http(target: "Target") -> "Http":
    """``http.get(url).expect(200).json()``; ``sigv4=True`` signs."""
    from slipway.harness.http import Http

    return Http(target)


@pytest.fixture(scope="session")
def once_per_run(pytestconfig: pytest.Config) -> "OncePerRun":
    """``once_per_run(key, make)`` is the result of ``make()`` in the first worker that called this with the key."""
    from slipway.harness.once import OncePerRun

    return OncePerRun(run.hold(pytestconfig) / "once")


@pytest.fixture(scope="session")
def _workspaces(pytestconfig: pytest.Config) -> "Iterator[Workspaces]":
    from slipway.harness.workspace import Workspaces

    run.interrupt_on_sigterm()
    with Workspaces(pytestconfig.rootpath, run.hold(pytestconfig), run.account_id(pytestconfig)) as workspaces:
        yield workspaces


@pytest.fixture(scope="session")
def tf_run(
    _workspaces: "Workspaces", run_target: "Target", once_per_run: "OncePerRun", pytestconfig: pytest.Config
) -> "RunStacks":
    """``tf_run(module_dir, **variables)`` is a stack that all workers share, destroyed at the end of the run."""
    from slipway.harness.run_stacks import RunStacks

    return RunStacks(once_per_run, run.directory(pytestconfig) / _STACKS, _workspaces, run_target)


def _stacks(_workspaces: "Workspaces", target: "Target", pytestconfig: pytest.Config) -> "Iterator[Stacks]":
    """``tf(module_dir, **variables)`` is a stack, destroyed at the end of the test, module or session."""
    from slipway.harness.stacks import Stacks

    with Stacks(_workspaces(target)) as stacks:
        yield stacks
        if pytestconfig.getoption("iam_report"):
            from slipway.harness import iam_report

            iam_report.record_roles(pytestconfig, target)


_STACKS = "stacks"  # the folder of a run with a record of each of its stacks
tf = pytest.fixture(name="tf")(_stacks)
tf_module = pytest.fixture(name="tf_module", scope="module")(_stacks)
tf_session = pytest.fixture(name="tf_session", scope="session")(_stacks)
