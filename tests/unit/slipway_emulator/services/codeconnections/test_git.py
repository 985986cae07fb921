import os
import subprocess

import pytest

from slipway_emulator.services.codeconnections import git

AUTHOR = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
COMMITTER = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, **AUTHOR, **COMMITTER}


@pytest.fixture
def run(tmp_path):
    """``run(…)`` runs git in a new repository and returns its output."""

    def run(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), *arguments]
        return subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout.strip()

    run("init", "--quiet", "--initial-branch=main")
    return run


@pytest.fixture
def commit(run, tmp_path):
    """``commit(file)`` writes a file and commits it; returns the commit's id."""

    def commit(name: str) -> str:
        (tmp_path / name).write_text(name)
        run("add", name)
        run("commit", "--quiet", "--message", name)
        return run("rev-parse", "HEAD")

    return commit


def test_the_files_of_all_commits_of_a_push_are_returned(commit, tmp_path):
    before = commit("a")
    commit("b")
    assert git.changed_files(tmp_path, before, commit("c d")) == ("b", "c d")


def test_a_new_branch_returns_the_files_of_its_last_commit(commit, tmp_path):
    commit("a")
    assert git.changed_files(tmp_path, None, commit("b")) == ("b",)


def test_a_new_branch_that_ends_in_a_merge_returns_the_merged_files(run, commit, tmp_path):
    commit("a")
    run("checkout", "--quiet", "-b", "other")
    commit("b")
    run("checkout", "--quiet", "main")
    commit("c")
    run("merge", "--quiet", "--no-edit", "other")
    assert sorted(git.changed_files(tmp_path, None, run("rev-parse", "HEAD"))) == ["b", "c"]


def test_a_rewritten_branch_is_a_new_branch_after_its_old_commits_were_deleted(run, commit, tmp_path):
    commit("a")
    before = commit("b")
    run("reset", "--quiet", "--hard", "HEAD~1")
    after = commit("c")
    assert sorted(git.changed_files(tmp_path, before, after)) == ["b", "c"]
    run("reflog", "expire", "--expire=now", "--all")
    run("gc", "--quiet", "--prune=now")
    (tmp_path / ".git" / "ORIG_HEAD").unlink(missing_ok=True)
    run("gc", "--quiet", "--prune=now")
    assert git.changed_files(tmp_path, before, after) == ("c",)


def test_a_file_name_in_another_encoding_is_returned_with_a_replacement_character(run, commit, tmp_path):
    before = commit("a")
    (tmp_path / os.fsdecode(b"caf\xe9")).touch()
    run("add", ".")
    run("commit", "--quiet", "--message", "latin-1")
    assert git.changed_files(tmp_path, before, run("rev-parse", "HEAD")) == ("caf\N{REPLACEMENT CHARACTER}",)


CHANGES = {
    "a commit": [["commit", "--quiet", "--allow-empty", "--message", "b"]],
    "another branch": [["branch", "other"]],
    "a branch in a folder": [["branch", "feature/a"]],
    "a tag": [["tag", "v1"]],
    "a pull request": [["update-ref", "refs/pull/main/1", "HEAD"]],
    "a branch that is packed": [["branch", "other"], ["pack-refs", "--all"]],
    "a branch that is deleted": [["branch", "other"], ["branch", "--delete", "--quiet", "other"]],
    "a packed branch that is deleted": [
        ["branch", "other"],
        ["pack-refs", "--all"],
        ["branch", "--delete", "--quiet", "other"],
    ],
    "a branch that is reset": [
        ["commit", "--quiet", "--allow-empty", "--message", "b"],
        ["reset", "--quiet", "--hard", "HEAD~"],
    ],
}


@pytest.mark.parametrize("commands", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("is_bare", [False, True])
def test_each_change_of_the_refs_is_seen(run, commit, tmp_path, commands, is_bare):
    commit("a")
    repository = tmp_path / ".git" if is_bare else tmp_path
    git.refs(repository)
    for command in commands:
        run(*command)
        listed = run("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        assert git.refs(repository) == dict(line.split() for line in listed)


def test_a_ref_whose_file_is_overwritten_is_seen(run, commit, tmp_path):
    first, second = commit("a"), commit("b")
    assert git.refs(tmp_path)["refs/heads/main"] == second
    (tmp_path / ".git/refs/heads/main").write_text(f"{first}\n")
    assert git.refs(tmp_path)["refs/heads/main"] == first


def test_git_is_asked_again_only_after_a_change(run, commit, tmp_path, monkeypatch):
    commit("a")
    refs = git.refs(tmp_path)
    with monkeypatch.context() as context:
        context.setattr(git, "run", lambda *_: pytest.fail("git was asked"))
        assert git.refs(tmp_path) == refs
    commit("b")
    assert git.refs(tmp_path) != refs


def test_a_worktree_has_the_refs_of_its_repository(run, commit, tmp_path):
    commit("a")
    run("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"))
    before = git.refs(tmp_path / "other")
    commit("b")
    assert git.refs(tmp_path / "other") != before


def test_a_repository_that_is_created_later_is_found(run, commit, tmp_path):
    assert git.refs(tmp_path / "other") == {}
    commit("a")
    run("clone", "--quiet", "--bare", str(tmp_path), str(tmp_path / "other"))
    assert git.refs(tmp_path / "other") == git.refs(tmp_path)
