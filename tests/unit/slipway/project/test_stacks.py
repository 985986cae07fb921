"""Where Terraform's working data of a stack is."""

import shutil

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.local import snapshots
from slipway.project import stacks
from slipway.system import folders

STACK = Stack(name="orders", directory="iac/orders")


def project_in(root):
    return Project(root=root, region="eu-central-1", account="123456789012", environment="dev")


def test_a_snapshot_has_no_modules_and_finds_them_when_it_is_loaded(tmp_path):
    project = project_in(tmp_path)
    data_directory = stacks._data_directory(project, STACK)
    (data_directory / "modules" / "modules.json").write_text("{}")
    (data_directory / "applied").write_text("hash")

    snapshots._copy(project.local_directory, tmp_path / "files")
    folders.remove(project.local_directory)
    saved = [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()]
    snapshots._copy(tmp_path / "files", project.local_directory)

    assert saved == ["applied"]
    assert (stacks._data_directory(project, STACK) / "modules" / "modules.json").read_text() == "{}"


def test_a_project_that_was_moved_finds_its_modules(tmp_path):
    old = tmp_path / "old"
    (stacks._data_directory(project_in(old), STACK) / "modules" / "modules.json").write_text("{}")

    new = shutil.move(old, tmp_path / "new")

    assert (stacks._data_directory(project_in(new), STACK) / "modules" / "modules.json").exists()


def test_deleted_modules_can_be_downloaded_again(tmp_path):
    project = project_in(tmp_path)
    stacks._data_directory(project, STACK)
    shutil.rmtree(tmp_path / ".slipway" / "modules")

    assert (stacks._data_directory(project, STACK) / "modules").is_dir()
