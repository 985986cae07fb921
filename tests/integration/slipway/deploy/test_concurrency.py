"""Two concurrent deployments of different code."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from slipway.deploy.deploy import deploy
from slipway.errors import SlipwayError

MOMENTS = ["UpdateFunctionCode", "PublishVersion", "Invoke", "UpdateAlias previous", "UpdateAlias"]


@pytest.fixture
def projects(tmp_path, project):
    """Two copies of a project, whose app ``get-movie`` returns different results."""
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        shutil.copytree(project / "apps", folder / "apps")
        (folder / "apps/get-movie/get_movie.py").write_text(f"def handler(event, context): return {folder.name!r}\n")
    return folders


@pytest.mark.parametrize("moment", MOMENTS)
def test_one_deployment_succeeds_and_its_code_is_live(moment, projects, function, recorder, unique_name):
    barrier = Barrier(2)

    def meet():  # the other may have failed before
        with suppress(BrokenBarrierError):
            barrier.wait(3)

    recorder.before[moment] = meet

    def attempt(project):
        return deploy(project, recorder, ["get-movie"], environment=unique_name)[0]

    with ThreadPoolExecutor() as executor:
        attempts = {project: executor.submit(attempt, project) for project in projects}
    (loser,) = [project for project in projects if attempts[project].exception()]
    (winner,) = [project for project in projects if project != loser]
    with pytest.raises(SlipwayError, match="was changed by someone else meanwhile; deploy again"):
        attempts[loser].result()
    made, live = attempts[winner].result(), function.live()
    assert (live["Version"], live["CodeSha256"]) == (made.version, made.code_sha256)
    assert function.answer() == winner.name
    recorder.before.clear()
    deploy(loser, recorder, ["get-movie"], environment=unique_name)
    assert function.answer() == loser.name
