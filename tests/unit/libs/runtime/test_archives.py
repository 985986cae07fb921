import hashlib
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from runtime.archives import zipped

paths = st.text("abcdefgh/é.", min_size=1, max_size=8).filter(lambda path: not path.endswith("/"))


@given(st.dictionaries(paths, st.binary(max_size=50), max_size=5), st.randoms())
def test_the_same_files_make_the_same_bytes_and_come_out_again(files: dict[str, bytes], random: object) -> None:
    shuffled = list(files.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    archive = zipped(files)
    assert zipped(dict(shuffled)) == archive
    with zipfile.ZipFile(io.BytesIO(archive)) as content:
        assert {name: content.read(name) for name in content.namelist()} == files


def test_the_bytes_are_those_of_every_machine() -> None:
    digest = hashlib.sha256(zipped({"search.json": b"{}", "b": b""})).hexdigest()
    assert digest == "e3a9b62051a74cb7d67f45e710373b0383b729112ea709ea2b7810d7c51d537b"
