"""Pipelines that build the files as they are saved."""

from types import SimpleNamespace

import pytest

from slipway.dev import website
from slipway.errors import SlipwayError
from slipway.harness import eventually

SOURCES = {
    "Site": {"actionTypeId": {"provider": "CodeStarSourceConnection"}},
    "Data": {"actionTypeId": {"provider": "S3"}},
}


@pytest.fixture
def build(tmp_path, monkeypatch):
    """``build(wait)`` builds by the pipeline ``site``, and returns what it started and the lines that it writes."""
    started, lines = [], []

    def start(pipeline, variables, revisions):
        started.append((pipeline.name, variables, revisions))
        return "execution"

    monkeypatch.setattr(website.repositories, "commit_of_files", lambda root: f"commit of {root.name}")
    monkeypatch.setattr(website, "load", lambda _, name: SimpleNamespace(name=name, sources=lambda: SOURCES))
    monkeypatch.setattr(website.view, "changes", lambda _, on_line: on_line)
    monkeypatch.setattr(website, "start", start)

    def run(wait):
        monkeypatch.setattr(website, "wait", wait)
        (tmp_path / "root").mkdir()
        website.build(tmp_path / "root", None, ["site"], lines.append)
        return started, lines

    return run


def test_a_pipeline_starts_with_the_saved_files_and_reports_its_actions(build):
    def wait(pipeline, execution, on_change):
        on_change(f"{pipeline.name} {execution}: Build succeeded")

    started, lines = build(wait)

    def reported():
        assert lines == ["site execution: Build succeeded", "site has succeeded"]

    eventually(reported)
    assert started == [("site", {}, {"Site": "commit of root"})]


def test_a_pipeline_that_fails_says_why(build):
    def wait(*_):
        raise SlipwayError("the action Build has failed")

    _, lines = build(wait)

    def reported():
        assert lines == ["the action Build has failed"]

    eventually(reported)
