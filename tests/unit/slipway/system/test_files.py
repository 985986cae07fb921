import stat

import pytest

from slipway.system.files import replace_content


@pytest.mark.parametrize(("content", "written"), [("Ä\n", b"\xc3\x84\n"), (b"\x00\r\n", b"\x00\r\n")])
def test_the_content_is_replaced_and_nothing_else_stays(tmp_path, content, written):
    file = tmp_path / "state.json"
    file.write_text("longer than the new content")
    replace_content(file, content)
    assert file.read_bytes() == written
    assert list(tmp_path.iterdir()) == [file]


def test_a_private_file_is_for_this_user_only(tmp_path):
    replace_content(tmp_path / "secret", "x", is_private=True)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_the_old_content_stays_if_the_new_one_cannot_be_written(tmp_path):
    file = tmp_path / "state.json"
    file.write_text("old")
    (tmp_path / "state.json.part").mkdir()
    with pytest.raises(OSError, match=r"state\.json\.part"):
        replace_content(file, "new")
    assert file.read_text() == "old"
