"""Terraform's working data of a stack, and its errors."""

import shutil

import pytest

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import snapshots
from slipway.project import stacks
from slipway.system import folders
from slipway.terraform import TerraformError

STACK = Stack(name="orders", directory="iac/orders")


def project_in(root):
    return Project(root=root, region="eu-central-1", account="123456789012", environment="dev")


def test_a_snapshot_has_no_modules_and_finds_them_when_it_is_loaded(tmp_path):
    project = project_in(tmp_path)
    data_directory = stacks.data_directory_of(project, STACK)
    (data_directory / "modules" / "modules.json").write_text("{}")
    (data_directory / "applied").write_text("hash")

    snapshots._copy(project.local_directory, tmp_path / "files")
    folders.remove(project.local_directory)
    saved = [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()]
    snapshots._copy(tmp_path / "files", project.local_directory)

    assert saved == ["applied"]
    assert (stacks.data_directory_of(project, STACK) / "modules" / "modules.json").read_text() == "{}"


def test_a_project_that_was_moved_finds_its_modules(tmp_path):
    old = tmp_path / "old"
    (stacks.data_directory_of(project_in(old), STACK) / "modules" / "modules.json").write_text("{}")

    new = shutil.move(old, tmp_path / "new")

    assert (stacks.data_directory_of(project_in(new), STACK) / "modules" / "modules.json").exists()


def test_the_folder_of_the_local_aws_may_be_a_link(tmp_path):
    project = project_in(tmp_path / "project")
    (tmp_path / "a" / "b").mkdir(parents=True)
    project.local_directory.parent.mkdir(parents=True)
    project.local_directory.symlink_to(tmp_path / "a" / "b")

    assert (stacks.data_directory_of(project, STACK) / "modules").is_dir()


def test_deleted_modules_can_be_downloaded_again(tmp_path):
    project = project_in(tmp_path)
    stacks.data_directory_of(project, STACK)
    shutil.rmtree(tmp_path / ".slipway" / "modules")

    assert (stacks.data_directory_of(project, STACK) / "modules").is_dir()


@pytest.mark.parametrize(("advice", "added"), [("", ""), ("run it again", ": run it again")])
def test_an_error_whose_output_was_shown_has_the_advice_only(advice, added):
    error = TerraformError("long", exit_code=1, stderr="│ Error: shown")
    if advice:
        error.advise(advice)
    with (
        pytest.raises(SlipwayError, match=f"^terraform failed in iac/notes{added}$"),
        stacks.shorten_terraform_error(Stack(name="notes", directory="iac/notes")),
    ):
        raise error
