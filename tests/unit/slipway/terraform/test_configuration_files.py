"""Which files of a directory are Terraform's, and how they are read."""

import os
import shutil
import subprocess
from types import SimpleNamespace

import pytest

from slipway.errors import SlipwayError
from slipway.harness.configuration import copy
from slipway.iam.places import _place
from slipway.new import stack_files
from slipway.terraform import configuration_files
from slipway.terraform.declarations import declared
from slipway.terraform.object_keys import unknown_keys
from slipway.terraform.provider_use import configuration_texts
from slipway.terraform.variable_types import types_of

MAIN = 'variable "name" {\n  type = string\n}\n'


@pytest.fixture
def directory(tmp_path):
    """A configuration that is being edited: a lock of Emacs, a file of macOS, a swap file, backups and a folder."""
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "more.tf.json").write_text('{"variable": {"more": {}}}')
    (tmp_path / ".#main.tf").symlink_to("someone@example.com.4711:1700000000")
    for name in ("._main.tf", "._more.tf.json", ".main.tf.swp", "main.tf~", "#main.tf#"):
        (tmp_path / name).write_bytes(b"\x00\x05\x16\x07\xff")
    (tmp_path / "old.tf").mkdir()
    return tmp_path


def test_files_are_those_that_terraform_reads(directory):
    assert [file.name for file in configuration_files.find(directory)] == ["main.tf", "more.tf.json"]
    environment = {"PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"}
    subprocess.run([shutil.which("terraform"), "validate"], cwd=directory, env=environment, check=True)


@pytest.mark.parametrize(
    "use",
    [
        lambda directory: declared(directory, "variable") == {"name", "more"},
        lambda directory: types_of(directory) == {"name": "string"},
        lambda directory: list(unknown_keys(directory)) == [],
        lambda directory: len(configuration_texts(directory, directory / ".terraform")) == 2,
        lambda directory: len(stack_files.read(SimpleNamespace(root=directory), ".").texts) == 1,
        lambda directory: _place(directory, ".", 'variable "name"', "name").line == 1,
        lambda directory: copy(directory, directory / "copy", directory, "local").is_dir(),
    ],
    ids=["declarations", "types", "lint", "provider", "new", "iam", "harness"],
)
def test_whatever_reads_a_configuration_ignores_what_terraform_ignores(directory, use):
    assert use(directory)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "main.tf"
    with pytest.raises(SlipwayError, match=f"^{file} can't be read: No such file or directory$"):
        configuration_files.read(file)
    file.write_bytes("# caf\u00e9".encode("latin-1"))
    with pytest.raises(SlipwayError, match=f"^{file} isn't UTF-8 at byte 5: Terraform requires that$"):
        configuration_files.read(file)
