import pytest
from website import Build


@pytest.fixture
def build(tmp_path):
    return Build(tmp_path)


@pytest.fixture
def refusal(build):
    """Build, and return the one line by which the build says why it can't."""

    def run():
        done = build.run()
        assert done.returncode == 1
        assert done.stdout == ""
        assert not build.site.exists()
        assert done.stderr.startswith("website: ")
        assert done.stderr.count("\n") == 1
        return done.stderr

    return run
