"""The local AWS isn't started with another MiniStack than the one that the patches were written for."""

import shutil

import pytest
from repository import ROOT

from slipway import cli
from slipway.local import emulator, settings
from slipway_emulator.patches import upstream
from slipway_emulator.patches.registry import PATCHES

TARGET = "services.lambda_svc._invoke"


@pytest.fixture
def lock(tmp_path, monkeypatch):
    """The lock of a copy of the emulator, which is imported in place of the installed one."""
    copy = tmp_path / "copy" / "slipway_emulator"
    shutil.copytree(ROOT / "slipway_emulator", copy)
    original = settings.environment

    def environment(*arguments, **options):
        return {**original(*arguments, **options), "PYTHONPATH": str(copy.parent)}

    monkeypatch.setattr(settings, "environment", environment)
    return copy / "patches" / "upstream.lock"


@pytest.fixture
def local_up(tmp_path, monkeypatch, environments_directory, capsys):
    """``local_up()`` runs ``slipway local up`` in a new project; returns the exit code and the lines on stderr."""
    (tmp_path / "slipway.toml").write_text('region = "eu-west-1"\naccount = "123456789012"\nenvironment = "dev"\n')
    (tmp_path / ".slipway").mkdir()
    (tmp_path / ".slipway" / "environments").symlink_to(environments_directory)
    monkeypatch.chdir(tmp_path)

    def run():
        code = cli.main(["local", "up", "--port", "0"])
        return code, capsys.readouterr().err.splitlines()

    yield run
    emulator.down(tmp_path / ".slipway" / "local")


def replace(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_another_version_is_one_line_that_names_both(lock, local_up):
    installed = upstream.read_lock().ministack
    replace(lock, f'ministack = "{installed}"', 'ministack = "0.1.2"')

    line = (
        f"slipway: the local AWS didn't start: the patches are for MiniStack 0.1.2, and {installed} is installed; "
        "`slipway local patches` shows which of them this concerns"
    )
    assert local_up() == (1, [line])


def test_a_changed_target_is_one_line_that_names_it_and_the_patch(lock, local_up):
    locked = upstream.read_lock()
    for digest in (locked.targets[TARGET], locked.files["services/lambda_svc.py"]):
        replace(lock, digest, "0" * 64)

    line = (
        f"slipway: the local AWS didn't start: the target {TARGET} of the patch functions.alias_weights has changed; "
        "see `slipway local patches`"
    )
    assert local_up() == (1, [line])


def test_without_patches_every_version_starts(lock, up):
    replace(lock, 'ministack = "', 'ministack = "0')

    assert up(skip_patches=[patch.name for patch in PATCHES]).port
