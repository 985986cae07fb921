import pytest
from website import Build


@pytest.fixture
def build(tmp_path):
    return Build(tmp_path)


@pytest.fixture
def error(build):
    """Run a build that fails, and return its error message, which is one line."""

    def run():
        done = build.run()
        assert done.returncode == 1
        assert done.stdout == ""
        assert not build.site.exists()
        assert done.stderr.startswith("website: ")
        assert done.stderr.count("\n") == 1
        return done.stderr

    return run
