"""The repositories that the local AWS reads: the project's, or a copy of its files."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.project import repositories

NAME = "example/site"


def git(folder, *arguments: str) -> str:
    command = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def project(tmp_path):
    """A project without a repository, as from a ZIP, with two files, one of them ignored."""
    root = tmp_path / "project"
    (root / ".slipway" / "local").mkdir(parents=True)
    (root / "page.html").write_text("first")
    (root / ".gitignore").write_text("build/\n")
    (root / "build").mkdir()
    (root / "build" / "out.zip").write_text("made")
    return make(root)


def make(root, path="."):
    return Project(
        root=root, region="eu-central-1", account="123456789012", environment="dev", repositories={NAME: path}
    )


def published(project):
    repositories.publish(project)
    file = project.local_directory / "control.json"
    return json.loads(file.read_text())[project.account]["repositories"][NAME]


def test_a_repository_is_published_itself(project):
    git(project.root, "init", "--quiet", "--initial-branch=main")
    git(project.root, "commit", "--quiet", "--allow-empty", "--message=x")

    assert published(project) == str(project.root)
    assert repositories.head(project, NAME, "main") == git(project.root, "rev-parse", "main")
    assert repositories.head(project, NAME, "other") is None
    assert repositories.head(project, "example/other", "main") is None


def test_the_branch_is_the_one_that_is_checked_out(project):
    assert repositories.branch(project) == "main"

    git(project.root, "init", "--quiet", "--initial-branch=feature/page")
    git(project.root, "commit", "--quiet", "--allow-empty", "--message=x")

    assert repositories.branch(project) == "feature/page"


def test_a_repository_without_commits_is_published_as_a_copy_with_branch_main(project):
    git(project.root, "init", "--quiet", "--initial-branch=other")

    assert repositories.branch(project) == "main"
    assert git(published(project), "show", "main:page.html") == "first"


def test_a_detached_head_is_published_as_a_copy_with_branch_main(project):
    git(project.root, "init", "--quiet", "--initial-branch=other")
    git(project.root, "add", "--all")
    git(project.root, "commit", "--quiet", "--message=x")
    git(project.root, "checkout", "--quiet", "--detach")

    assert repositories.branch(project) == "main"
    assert git(published(project), "show", "main:page.html") == "first"


def test_without_git_the_branch_is_main(project, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert repositories.branch(project) == "main"


def test_a_bare_repository_is_published_itself(project, tmp_path):
    git(tmp_path, "init", "--quiet", "--bare", "bare.git")

    assert published(make(project.root, "../bare.git")) == str(tmp_path / "bare.git")


def test_files_outside_a_repository_are_committed_to_a_copy_except_ignored_ones(project):
    snapshot = published(project)

    assert git(snapshot, "ls-tree", "-r", "--name-only", "main").splitlines() == [".gitignore", "page.html"]
    assert git(snapshot, "show", "main:page.html") == "first"
    assert (project.local_directory / "repositories") in (project.local_directory / "repositories" / NAME).parents
    assert not (project.root / ".git").exists()


def test_a_copy_of_many_files_has_few(project):
    for number in range(50):
        (project.root / f"{number}.txt").write_text(f"text {number}")

    repository = Path(published(project))

    assert git(repository, "show", "main:49.txt") == "text 49"
    assert len([path for path in (repository / "objects").rglob("*") if path.is_file()]) < 10


def test_files_in_a_subfolder_of_another_repository_are_committed_to_a_copy(project):
    git(project.root.parent, "init", "--quiet")

    snapshot = published(project)

    assert snapshot != str(project.root)
    assert git(snapshot, "show", "main:page.html") == "first"


def test_a_copy_is_committed_again_only_after_a_change(project):
    snapshot = published(project)
    first = repositories.head(project, NAME, "main")
    published(project)
    assert repositories.head(project, NAME, "main") == first

    (project.root / "page.html").write_text("second")
    published(project)

    assert repositories.head(project, NAME, "main") != first
    assert git(snapshot, "show", "main:page.html") == "second"


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_the_lock_of_a_git_that_was_killed_is_removed(project, name):
    copy = published(project)
    (Path(copy) / name).touch()
    (project.root / "page.html").write_text("second")

    assert published(project) == copy
    assert git(copy, "show", "main:page.html") == "second"


@pytest.mark.parametrize("missing", [["HEAD"], ["HEAD", "config", "info/exclude"], ["info/exclude"]])
def test_a_copy_whose_first_commit_was_killed_is_completed(project, missing):
    copy = published(project)
    shutil.rmtree(Path(copy) / "objects")
    (Path(copy) / "refs/heads/main").unlink()
    (Path(copy) / "index").unlink()
    for name in (*missing, "info/exclude"):
        (Path(copy) / name).unlink(missing_ok=True)

    assert published(project) == copy
    assert git(copy, "show", "main:page.html") == "first"


def test_the_users_git_configuration_and_a_hooks_variables_are_ignored(project, monkeypatch, tmp_path):
    settings = "[commit]\ngpgsign = true\n[core]\nexcludesFile = {0}\nhooksPath = {1}\n"
    (tmp_path / "ignored").write_text("*.html\n")
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "hooks" / "pre-commit").chmod(0o755)
    (tmp_path / "settings").write_text(settings.format(tmp_path / "ignored", tmp_path / "hooks"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

    snapshot = published(project)

    monkeypatch.undo()
    assert git(snapshot, "show", "main:page.html") == "first"


def test_a_project_without_repositories_publishes_none(tmp_path):
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev")
    project.local_directory.mkdir(parents=True)

    repositories.publish(project)

    assert not (project.local_directory / "control.json").exists()


def test_a_missing_folder_is_an_error(project):
    with pytest.raises(SlipwayError, match=rf"example/site: there is no folder {project.root}/none$"):
        repositories.check(make(project.root, "none"))


def test_missing_git_is_an_error_if_there_are_repositories(project, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SlipwayError, match="needs git, and there is none on PATH: install it"):
        repositories.check(project)
    repositories.check(Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev"))


@pytest.mark.parametrize("is_link", [False, True], ids=["in the project", "on another disk"])
def test_the_current_files_are_committed_beside_the_branch_and_without_the_local_aws(project, tmp_path, is_link):
    if is_link:
        other = (project.root / ".slipway").rename(tmp_path / "other-disk")
        (project.root / ".slipway").symlink_to(other)
    git(project.root, "init", "--quiet", "--initial-branch=main")
    git(project.root, "commit", "--quiet", "--allow-empty", "--message=x")
    (project.root / ".slipway" / "local" / "secret").write_text("x")

    commit = repositories.commit_of_files(project.root)

    assert git(project.root, "ls-tree", "-r", "--name-only", commit).splitlines() == [".gitignore", "page.html"]
    assert git(project.root, "rev-parse", f"{commit}^") == git(project.root, "rev-parse", "main")
    assert git(project.root, "ls-files") == ""


def test_the_files_of_a_folder_without_a_repository_cannot_be_committed(project):
    with pytest.raises(SlipwayError, match="isn't the top of a git repository with a branch and a commit"):
        repositories.commit_of_files(project.root)
