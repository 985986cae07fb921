"""The lock of a project's commands."""

import pytest
from filelock import FileLock

from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.project.down import down


def test_a_file_of_another_user_is_an_error_with_the_command_to_fix_it(tmp_path, monkeypatch):
    (tmp_path / "slipway.toml").write_text('region = "eu-central-1"\naccount = "123456789012"\nenvironment = "test"\n')

    def refuse(*_, **__):  # the test may run as root, who can write everywhere
        raise PermissionError(13, "Permission denied", "up.lock")

    monkeypatch.setattr(FileLock, "acquire", refuse)

    with pytest.raises(
        SlipwayError, match=r"^up\.lock belongs to another user: `sudo chown -R \"\$USER\" .*/\.slipway`"
    ):
        down(load_project(tmp_path))
