"""The fixtures and options of the harness. Importing this starts nothing and imports nothing heavy."""
# ruff: noqa: PLC0415 - a session that uses no fixture of ours doesn't pay for their imports either

import functools
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from slipway import harness
from slipway.harness import run

if TYPE_CHECKING:
    from slipway.aws.target import Target
    from slipway.harness.http import Http
    from slipway.harness.workspace import Stacks, Workspace
    from slipway.local.emulator import Emulator

_LOCAL_REGION = "eu-central-1"  # not the shell's: a test does the same on every machine


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--aws``."""
    parser.getgroup("slipway").addoption(
        "--aws",
        action="store_true",
        help="run against the AWS account of the environment's credentials instead of a local AWS",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse ``--aws`` together with an endpoint, of which one must be a mistake."""
    endpoints = sorted(name for name in os.environ if name.startswith("AWS_ENDPOINT_URL"))
    if config.getoption("aws") and endpoints:
        raise pytest.UsageError(f"--aws needs AWS itself: unset {', '.join(endpoints)}")


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
    """Tell an xdist worker which run it belongs to."""
    node.workerinput["slipway_run_directory"] = str(run.directory(node.config))


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what the run has started, also after Ctrl-C, once the workers are gone."""
    if not hasattr(config, "workerinput"):
        run.end(run.directory(config))


@pytest.fixture(scope="session")
def local_aws(pytestconfig: pytest.Config) -> "Emulator":
    """The local AWS of this test run: one for all xdist workers, started by the first that needs it."""
    return run.local_aws(run.directory(pytestconfig))


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> "Target":
    """Where AWS is: an account of this worker's own on the local AWS, or with ``--aws`` a real one."""
    from slipway.aws.target import Target

    if request.config.getoption("aws"):
        return Target(endpoint_url=None, region=Target.from_environment().region)
    emulator: Emulator = request.getfixturevalue("local_aws")
    return emulator.target(_LOCAL_REGION, run.account_id(request.config))


@pytest.fixture(scope="session")
def aws(target: "Target") -> Callable[[str], Any]:
    """``aws("dynamodb")`` is a boto3 client on the target."""
    return functools.cache(target.client)


@pytest.fixture
def unique_name() -> str:
    """A short prefix that no other test has; for a wider scope call ``slipway.harness.unique_name()``."""
    return harness.unique_name()


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
def _workspace(target: "Target", pytestconfig: pytest.Config) -> "Iterator[Workspace]":
    from slipway.harness.workspace import Workspace

    logs = run.directory(pytestconfig) / f"provider-{run.account_id(pytestconfig)}"
    workspace = Workspace(pytestconfig.rootpath, target, logs)
    yield workspace
    workspace.close()


def _stacks(_workspace: "Workspace") -> "Iterator[Stacks]":
    """``tf(module_dir, **variables)`` is a stack, destroyed at the end of the test, module or session."""
    from slipway.harness.workspace import Stacks

    with Stacks(_workspace) as stacks:
        yield stacks


tf = pytest.fixture(name="tf")(_stacks)
tf_module = pytest.fixture(name="tf_module", scope="module")(_stacks)
tf_session = pytest.fixture(name="tf_session", scope="session")(_stacks)
