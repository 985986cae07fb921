import os

from slipway.terraform import kept_schema


def test_file_belongs_to_one_program_and_one_project(tmp_path):
    binary, logs = tmp_path / "provider", tmp_path / ".slipway" / "logs" / "providers" / "movies"
    binary.write_text("first")
    first = kept_schema.file_for(binary, logs)
    assert first.parent == tmp_path / ".slipway" / "provider-schemas"
    assert kept_schema.file_for(binary, tmp_path / ".slipway") == first
    checkout = tmp_path / ".slipway" / "local" / "build" / "src"
    assert kept_schema.file_for(binary, checkout / ".slipway" / "terraform" / "dev") == first

    binary.write_text("later")
    os.utime(binary, (1, 1))

    assert kept_schema.file_for(binary, logs) != first
    assert kept_schema.file_for(binary, tmp_path / "elsewhere") is None


def test_schema_that_cannot_be_written_is_not_kept(tmp_path):
    (tmp_path / "folder").touch()

    kept_schema.write(tmp_path / "folder" / "schema", b"schema")

    assert kept_schema.read(tmp_path / "folder" / "schema") == b""


def test_written_schema_is_read(tmp_path):
    kept_schema.write(tmp_path / "new" / "schema", b"schema")

    assert kept_schema.read(tmp_path / "new" / "schema") == b"schema"
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["schema"]
