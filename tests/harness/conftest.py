"""Projects of users, in which pytest runs as a separate process."""

import textwrap
from pathlib import Path

import pytest
from pytest_options import WITHOUT_OTHER_PLUGINS

# pytester forgets the imports of a session in this process, and each would import these again.
import slipway.harness.run_stacks
import slipway.harness.stacks  # noqa: F401 - as above

HOME = Path.home()  # pytester gives each project another one, without the caches of the package manager

WITHOUT_AWS = """
    import pytest
    from slipway.aws.target import Target

    @pytest.fixture(scope="session")
    def run_target():
        return Target("http://127.0.0.1:1", "eu-central-1", "123456789012", "local")
"""


@pytest.fixture(autouse=True)
def without_other_plugins(request, monkeypatch):
    """Set the options after pytester, which discards earlier ones."""
    if "pytester" in request.fixturenames:
        request.getfixturevalue("pytester")
        monkeypatch.setenv("PYTEST_ADDOPTS", WITHOUT_OTHER_PLUGINS)


@pytest.fixture
def project(pytester, pytestconfig, monkeypatch):
    """An empty project, which shares with this repository what the local AWS and Terraform would make once for it."""
    monkeypatch.setenv("HOME", str(HOME))
    pytester.path.joinpath(".slipway").mkdir()
    for name in ("environments", "provider-schemas"):
        shared = pytestconfig.rootpath / ".slipway" / name
        shared.mkdir(parents=True, exist_ok=True)
        pytester.path.joinpath(".slipway", name).symlink_to(shared)
    return pytester


@pytest.fixture
def run(project):
    """``run(test_module, *options, **configurations)`` runs pytest on it; nothing there needs AWS.

    It runs in this process, which saves most of the time, unless ``in_process`` is false.
    """
    project.makeconftest(WITHOUT_AWS)

    def run(test_module, *options, in_process=True, **configurations):
        for name, text in configurations.items():
            file = project.path / name / "main.tf"
            file.parent.mkdir()
            file.write_text(textwrap.dedent(text))
        project.makepyfile(test_module)
        runpytest = project.runpytest_inprocess if in_process else project.runpytest_subprocess
        return runpytest("-p", "no:cacheprovider", *options)

    return run
