"""release.yml, step by step, with a `gh` that records its arguments."""

import os
import re
import shlex
import shutil

import pytest
from github_actions import StepError

from .conftest import MACHINE

pytestmark = MACHINE

BUILD, PUBLISH = "release.yml/Build", "release.yml/Publish"
MAIN = {"event_name": "workflow_dispatch", "ref": "refs/heads/main", "ref_type": "branch", "ref_name": "main"}
CONTEXT = {"repository": "example/slipway", "sha": "0123abc", "token": "token"}


@pytest.fixture
def calls(tmp_path):
    """``calls()`` returns the commands of `gh`, without files' folders."""
    file, gh = tmp_path / "calls", tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(f'#!/bin/sh\necho "$@" >> {file}\n')
    gh.chmod(0o755)
    return lambda: [shlex.split(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def version(origin):
    return re.search(r'^version = "(.+)"$', (origin.directory / "pyproject.toml").read_text(), re.MULTILINE)[1]


@pytest.fixture
def run(origin, offline_runner, calls, tmp_path):
    """``run(**github)`` runs the workflow, on main unless the context has another ref, and returns the machine."""
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if ".venv" not in part)

    def run(**github):
        machine = offline_runner(origin.directory, {**MAIN, **CONTEXT, **github})
        machine.environment = {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{path}"}
        machine.replaced = {"release.yml/checks": "success"}
        machine.run("release.yml")
        return machine

    return run


@pytest.fixture
def built(version, tmp_path):
    """``built()`` has `make dist` do no more than print the version from now on, and returns the arguments of each."""
    file, make = tmp_path / "built", tmp_path / "bin/make"

    def built():
        make.write_text(
            f'#!/bin/sh\n[ "$2" = dist ] || exec {shutil.which("make")} "$@"\necho "$@" >> {file}\necho {version}\n'
        )
        make.chmod(0o755)
        return file.read_text().splitlines() if file.exists() else []

    return built


def date_version(origin, version, date):
    changelog = origin.directory / "CHANGELOG.md"
    changelog.write_text(
        re.sub(rf"^(## \[{version}\] - ).+", rf"\g<1>{date}", changelog.read_text(), flags=re.MULTILINE)
    )
    origin.commit(f"Date it {date}")


def test_a_release_from_main_and_from_a_tag(origin, run, calls, built, version):
    date_version(origin, version, "not yet")
    with pytest.raises(StepError, match=rf"CHANGELOG.md: \[{version}\] is not yet: write the date"):
        run()
    assert calls() == []

    date_version(origin, version, "2026-12-01")
    machine = run()

    assert machine.ran == [BUILD, PUBLISH]
    tag, release = calls()
    assert tag == ["api", "repos/example/slipway/git/refs", "-f", f"ref=refs/tags/v{version}", "-f", "sha=0123abc"]
    assert release[:3] == ["release", "create", f"v{version}"]
    assert "--verify-tag" in release
    files = {argument.removeprefix("dist/") for argument in release if argument.startswith("dist/slipway")}
    assert {f"slipway-{version}-py3-none-any.whl", f"slipway-{version}.tar.gz", f"slipway-{version}.cdx.json"} <= files
    assert set(machine.attested) == files
    assert "### Added" in (machine.directory / "empty" / release[-1]).read_text()

    with pytest.raises(StepError, match=f"the tag is v9.9.9, but the version is {version}"):
        run(event_name="push", ref="refs/tags/v9.9.9", ref_type="tag", ref_name="v9.9.9")
    assert len(calls()) == 2

    assert built() == []  # the same packages once more would take 4 CPU seconds
    tagged = {"event_name": "push", "ref": f"refs/tags/v{version}", "ref_type": "tag", "ref_name": f"v{version}"}
    assert run(**tagged).ran == [BUILD, PUBLISH]
    assert built() == [f"-s dist TAG=v{version}"]
    assert [call[:3] for call in calls()[2:]] == [release[:3]]


def test_another_branch_releases_nothing(run, calls):
    assert run(ref="refs/heads/feature", ref_name="feature").ran == []
    assert calls() == []
