"""Records below ``.slipway/`` that are missing or damaged."""

import pytest

from slipway.config.record import read_record
from slipway.errors import SlipwayError


def test_a_record_is_the_object_in_its_file(tmp_path):
    file = tmp_path / "outputs.json"
    assert read_record(file, "run `make up`") == {}
    file.write_text('{"a": "é"}', encoding="utf-8")
    assert read_record(file, "run `make up`") == {"a": "é"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"5", b"\xff\xfe", bytes(20)])
def test_a_damaged_record_is_one_line_with_what_to_do(tmp_path, content):
    file = tmp_path / "outputs.json"
    file.write_bytes(content)
    with pytest.raises(SlipwayError) as raised:
        read_record(file, "run `make up`")
    assert str(raised.value) == f"{file} is damaged: run `make up`"
