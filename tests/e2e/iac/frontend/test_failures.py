"""A failure is posted with its reason, publishes nothing, and is over once its cause is."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from repository import ROOT

SLIPWAY = Path(sys.executable).with_name("slipway")


@contextmanager
def broken_build(repository):
    """Commit an error that fails every build, and revert it at the end; yields the commit."""
    commit = repository.commit("apps/website/algorithms.py", "\nraise RuntimeError\n")
    try:
        yield commit
    finally:
        repository.git("revert", "--no-edit", commit)


def test_a_commit_that_breaks_the_build_leaves_the_site_and_the_next_one_patches_it(
    repository, pipeline, put, page, posted, unique_name
):
    before = page()
    with broken_build(repository) as commit:
        id_ = pipeline.only("Failed")
        assert pipeline.failure(id_).keys() == {"Build/Site"}
        text = posted(id_, "started", "failed")["failed"]["text"]
        assert [fact for fact in ("Build/Site", "python3 apps/website/build.py", commit[:7]) if fact not in text] == []
        put()
        assert pipeline.ended(2)[0]["status"] == "Failed"
        assert page() == before
    assert pipeline.ended(3)[0]["status"] == "Succeeded"
    assert unique_name in page()
    posted(id_, "started", "failed")


# Role, action, and what fails without it, in the order of the pipeline.
GRANTS = [
    ("frontend", "codestar-connections:UseConnection", "Source/repository"),
    ("frontend", "codebuild:StartBuild", "Build/Site"),
    ("frontend-build", "s3:GetObject", "Build/Site"),
    ("frontend-build", "s3:PutObject", "Build/Site"),
    ("frontend", "lambda:InvokeFunction", "Publish/InvalidateCache"),
    ("invalidate-cache", "cloudfront:CreateInvalidation", "Publish/InvalidateCache"),
]


def test_without_a_grant_the_action_fails_and_slipway_retries_it_with_the_grant(
    pipeline, put, page, without, posted, run_target, unique_name
):
    """Up to the next action that lacks one; the last retry is the command's."""
    id_ = ""
    for number, (role, action, failed) in enumerate(GRANTS, 1):
        with without(role, action):
            if id_:
                pipeline.retry(id_, "Failed")
            else:
                put()
                id_ = pipeline.only("Failed")
        assert pipeline.failure(id_).keys() == {failed}, action
        assert failed in posted(id_, "started", *["failed"] * number)["failed"]["text"]
    done = subprocess.run(
        [SLIPWAY, "pipeline", "retry", pipeline.name],
        cwd=ROOT,
        env=run_target.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert pipeline.only("Succeeded") == id_
    assert unique_name in page()
    posted(id_, "started", *["failed"] * len(GRANTS), "succeeded")
