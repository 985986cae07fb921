"""https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts"""

import zipfile

import pytest

from slipway_emulator.services.codebuild import archives
from slipway_emulator.services.codebuild.buildspec import Artifact
from slipway_emulator.services.codebuild.errors import PhaseError

FILES = ("top.txt", "out/index.html", "out/.hidden", "out/assets/a.js", "out/assets/deep/b.js", "other/a.js")


@pytest.fixture
def source(tmp_path):
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("artifact", "names"),
    [
        (Artifact(("**/*",)), set(FILES)),
        (Artifact(("top.txt",)), {"top.txt"}),
        (Artifact(("./top.txt",)), {"top.txt"}),
        (Artifact(("out/*",)), {"out/index.html", "out/.hidden"}),
        (Artifact(("out/**/*",)), {name for name in FILES if name.startswith("out/")}),
        (Artifact(("**/*",), base_directory="out"), {name[4:] for name in FILES if name.startswith("out/")}),
        (Artifact(("**/*",), base_directory="ou*"), {name[4:] for name in FILES if name.startswith("out/")}),
        (Artifact(("**/*",), base_directory="$WHERE"), {name[4:] for name in FILES if name.startswith("out/")}),
        (Artifact(("**/*",), exclude_paths=("out/**/*", "*.txt")), {"other/a.js"}),
        (Artifact(("out/**/*.js",), discard_paths=True), {"a.js", "b.js"}),
        (Artifact(("nothing", "top.txt")), {"top.txt"}),
        (Artifact(("*",), base_directory="."), {"top.txt"}),
        (Artifact(("*",), base_directory="./"), {"top.txt"}),
        (Artifact(("other/**.js", "out**")), {"other/a.js"}),
    ],
)
def test_files_are_selected_by_patterns(source, artifact, names):
    assert set(archives.select(artifact, source, {"WHERE": "out"})) == names


@pytest.mark.parametrize(
    ("artifact", "message"),
    [
        (Artifact(("nothing",)), "no matching artifact paths found"),
        (Artifact(("out",)), "no matching artifact paths found"),
        (Artifact(("*",), base_directory="nothing"), "no matching base directory path found for nothing"),
        (Artifact(("*",), base_directory="top.txt"), "no matching base directory path found for top.txt"),
        (Artifact(("../*",)), "is outside of the base directory"),
        (Artifact(("/etc/*",)), "is outside of the base directory"),
        (Artifact(("**/a.js",), discard_paths=True), "are both named a.js"),
        (Artifact((".",)), "no matching artifact paths found"),
        (Artifact(("$NOTHING",)), "no matching artifact paths found"),
        (Artifact(("top.txt",), exclude_paths=("/",)), "is outside of the base directory"),
    ],
)
def test_an_invalid_selection_is_an_error(source, artifact, message):
    with pytest.raises(PhaseError, match=message) as error:
        archives.select(artifact, source, {"NOTHING": ""})

    assert error.value.code == "CLIENT_ERROR"


def test_a_zip_keeps_names_content_and_permissions(source, tmp_path):
    (source / "top.txt").chmod(0o755)
    archive, unpacked = tmp_path / "a.zip", tmp_path / "unpacked"

    archives.pack({"a/run": source / "top.txt"}, archive)
    archives.unpack(archive, unpacked)

    assert (unpacked / "a" / "run").read_text() == "top.txt"
    assert (unpacked / "a" / "run").stat().st_mode & 0o777 == 0o755


def test_no_file_is_unpacked_outside_of_the_folder(tmp_path):
    archive, unpacked = tmp_path / "a.zip", tmp_path / "unpacked"
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("../../evil", "")
        content.writestr("/evil", "")

    archives.unpack(archive, unpacked)

    assert not (tmp_path / "evil").exists()
    assert not (tmp_path.parent / "evil").exists()
