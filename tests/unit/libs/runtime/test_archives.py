import hashlib
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from runtime.archives import make_zip

paths = st.text("abcdefgh/é.", min_size=1, max_size=8).filter(lambda path: not path.endswith("/"))


@given(st.dictionaries(paths, st.binary(max_size=50), max_size=5), st.randoms())
def test_the_same_files_give_the_same_bytes_and_can_be_read(files: dict[str, bytes], random: object) -> None:
    shuffled = list(files.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    archive = make_zip(files)
    assert make_zip(dict(shuffled)) == archive
    with zipfile.ZipFile(io.BytesIO(archive)) as content:
        assert {name: content.read(name) for name in content.namelist()} == files


def test_the_bytes_are_the_same_on_every_machine() -> None:
    digest = hashlib.sha256(make_zip({"search.json": b"{}", "b": b""})).hexdigest()
    assert digest == "e3a9b62051a74cb7d67f45e710373b0383b729112ea709ea2b7810d7c51d537b"
