import json
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from packaging.requirements import Requirement

from slipway.errors import SlipwayError
from slipway.local import distribution

URL = "https://github.com/example/slipway"


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """``installed(direct_url)``: slipway 1.2.3 in site-packages, with the source that pip recorded."""

    def install(direct_url):
        text = None if direct_url is None else json.dumps(direct_url)
        record = type("Record", (), {"read_text": lambda _, name: text if name == "direct_url.json" else None})()
        monkeypatch.setattr(distribution, "_CLONE", tmp_path / "site-packages" / "slipway_emulator")
        monkeypatch.setattr(distribution.metadata, "distribution", lambda _: record)
        monkeypatch.setattr(distribution.metadata, "version", lambda _: "1.2.3")
        return distribution.find()

    return install


def emulator(folder):
    folder.mkdir(parents=True)
    (folder / "requirements.txt").write_text("ministack==1\n")
    (folder / "patch.py").write_text("")
    return folder


def test_a_clone_has_the_emulator_next_to_slipway():
    source = distribution.find()

    assert source.requirement == f"slipway-emulator @ {distribution.clone().as_uri()}"
    assert "ministack==" in source.lock


def test_a_package_index_has_the_emulator_with_the_same_version(installed):
    assert installed(None).requirement == "slipway-emulator==1.2.3"


def test_a_commit_of_a_repository_has_the_emulator_in_its_folder(installed):
    vcs = {"vcs": "git", "commit_id": "0123abc"}
    requirement = f"slipway-emulator @ git+{URL}@0123abc#subdirectory=slipway_emulator"

    assert installed({"url": URL, "vcs_info": vcs}).requirement == requirement


def test_a_wheel_has_the_emulators_wheel_next_to_it(installed):
    url = f"{URL}/releases/download/v1.2.3"

    source = installed({"url": f"{url}/slipway-1.2.3-py3-none-any.whl", "archive_info": {}})

    assert source.requirement == f"{url}/slipway_emulator-1.2.3-py3-none-any.whl"


def test_a_folder_that_was_installed_has_the_emulator_in_its_folder(installed, tmp_path):
    folder = emulator(tmp_path / "a clone" / "slipway_emulator")

    requirement = installed({"url": (tmp_path / "a clone").as_uri(), "dir_info": {}}).requirement
    assert requirement == f"slipway-emulator @ {folder.as_uri()}"


def test_a_folder_may_have_characters_of_the_syntax_of_requirements(installed, tmp_path):
    root = tmp_path / "a $HOME #1 50%25; it's"
    folder = emulator(root / "slipway_emulator")

    requirement = Requirement(installed({"url": root.as_uri(), "dir_info": {}}).requirement)

    assert Path(url2pathname(urlsplit(requirement.url).path)) == folder
    assert not set(requirement.url) & set(" $#;'")


def test_a_folder_that_no_longer_exists_is_an_error(installed, tmp_path):
    with pytest.raises(SlipwayError, match=r"there is no .*/gone/slipway_emulator: install slipway again"):
        installed({"url": (tmp_path / "gone").as_uri(), "dir_info": {}})


@pytest.mark.parametrize("file", ["patch.py", "requirements.txt", "new.py"])
def test_a_changed_file_changes_the_fingerprint(monkeypatch, tmp_path, file):
    folder = emulator(tmp_path / "emulator")
    (folder / "pyproject.toml").touch()
    monkeypatch.setattr(distribution, "_CLONE", folder)
    before = distribution.find().fingerprint
    assert distribution.find().fingerprint == before

    with (folder / file).open("a") as changed:
        changed.write("# changed\n")

    assert distribution.find().fingerprint != before
