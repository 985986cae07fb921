"""Building what a pipeline builds, from the files as they are saved."""

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.pipeline import view
from slipway.pipeline.declaration import load
from slipway.pipeline.start import start
from slipway.pipeline.wait import wait

_AUTHOR = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "Slipway"), ("EMAIL", "slipway@example.com"))
}


def snapshot(root: Path) -> str:
    """Return a commit of a folder's files, without those in .gitignore, that no branch and no index has.

    Raises:
        SlipwayError: the folder isn't the top of a git repository with a commit.
    """
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        _git(root, index, "add", "--all")
        tree = _git(root, index, "write-tree")
        return _git(root, _AUTHOR, "commit-tree", "-p", "HEAD", "-m", "Files as they are saved", tree)


def build(root: Path, target: Target, pipelines: Sequence[str], on_line: Callable[[str], None]) -> None:
    """Start pipelines with the files of a folder, and report their actions from a thread.

    Args:
        root: of the repository that is the pipelines' source.
        target: the local AWS.
        pipelines: their names.
        on_line: called with each change of an action, and with the end.

    Raises:
        SlipwayError: a pipeline doesn't exist, or the files can't be committed.
    """
    commit = snapshot(root)
    for name in pipelines:
        pipeline = load(target, name)
        sources = [source for source, action in pipeline.sources().items() if _is_connection(action)]
        execution = start(pipeline, {}, dict.fromkeys(sources, commit))

        def follow(pipeline=pipeline, execution=execution) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
            try:
                wait(pipeline, execution, view.changes(pipeline, on_line))
            except (SlipwayError, BotoCoreError, ClientError) as error:
                on_line(str(error))
            else:
                on_line(f"{pipeline.name} has succeeded")

        threading.Thread(target=follow, daemon=True).start()


def _is_connection(action: Mapping[str, Mapping[str, str]]) -> bool:
    return action["actionTypeId"]["provider"] == "CodeStarSourceConnection"


def _git(root: Path, variables: Mapping[str, str], *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | dict(variables)
    command = ["git", "-C", str(root), *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SlipwayError(f"`git {' '.join(arguments)}` failed: {' '.join(result.stderr.split())}")
    return result.stdout.strip()
