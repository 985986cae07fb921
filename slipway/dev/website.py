"""Building what a pipeline builds, from the files as they are saved."""

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
from slipway.project import repositories


def build(root: Path, target: Target, pipelines: Sequence[str], on_line: Callable[[str], None]) -> None:
    """Start pipelines with the files of a folder, and report their actions from a thread.

    Args:
        root: root folder of the repository that is the pipelines' source.
        target: the local AWS.
        pipelines: their names.
        on_line: called with each change of an action, and with the end.

    Raises:
        SlipwayError: a pipeline doesn't exist, or the files can't be committed.
    """
    commit = repositories.commit_of_files(root)
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
