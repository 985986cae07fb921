"""No writer overwrites the changes of another."""

from typing import Any

import pytest


def version(name: str, number: int = 1) -> Any:
    from completed_version import CompletedVersion

    return CompletedVersion("bm25", name, "BM25", "Ranks by words", "2025-04-05T05:34:29+00:00", str(number))


def update(*versions: Any) -> bool:
    import metadata_object
    from completed_version import AlgorithmType

    return metadata_object.update(AlgorithmType.SEARCH, versions)


def names(metadata: Any) -> list[str]:
    return [each["version"] for each in metadata.document("search")["versions"]]


@pytest.fixture
def before_write(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call a function between the next read and its write."""
    import metadata_object

    put = metadata_object._s3.put_object
    pending: list[Any] = []

    def put_late(**arguments: Any) -> Any:
        if pending:
            pending.pop(0)()
        return put(**arguments)

    monkeypatch.setattr(metadata_object._s3, "put_object", put_late)
    return pending.append


@pytest.mark.parametrize("exists", [True, False])
def test_a_change_between_read_and_write_is_kept(
    app: Any, metadata: Any, before_write: Any, monkeypatch: pytest.MonkeyPatch, *, exists: bool
) -> None:
    if exists:
        update(version("1"))
    before_write(lambda: update(version("2")))
    assert update(version("3"))
    assert names(metadata) == (["1", "2", "3"] if exists else ["2", "3"])


def test_an_object_deleted_between_read_and_write_is_created_again(app: Any, metadata: Any, before_write: Any) -> None:
    update(version("1"))
    before_write(lambda: metadata.s3.delete_object(Bucket="metadata", Key="search.zip"))
    assert update(version("2"))
    assert names(metadata) == ["2"]


def test_a_change_that_another_writer_made_is_not_written_again(app: Any, metadata: Any, before_write: Any) -> None:
    before_write(lambda: update(version("1")))
    assert not update(version("1"))
    assert metadata.writes() == 1


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"])
def test_the_update_fails_after_6_conflicts(
    app: Any, metadata: Any, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    import metadata_object

    calls: list[Any] = []

    def refuse(**arguments: Any) -> Any:
        calls.append(arguments)
        raise metadata_object.ClientError({"Error": {"Code": code, "Message": ""}}, "PutObject")

    monkeypatch.setattr(metadata_object._s3, "put_object", refuse)
    with pytest.raises(metadata_object.ConflictError, match=r"other writers changed search.zip 6 times"):
        update(version("1"))
    assert len(calls) == 6
    assert calls[0]["IfNoneMatch"] == "*"


def test_pauses_differ_between_writers(app: Any, metadata: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import metadata_object

    pauses: list[float] = []
    monkeypatch.setattr(metadata_object.time, "sleep", pauses.append)
    monkeypatch.setattr(metadata_object, "_write", lambda *_: False)
    with pytest.raises(metadata_object.ConflictError):
        update(version("1"))
    assert len(set(pauses)) == 6
    assert all(0 <= pause <= longest for pause, longest in zip(pauses, metadata_object._MAX_PAUSES, strict=True))


def test_the_same_versions_give_the_same_bytes(app: Any, metadata: Any) -> None:
    update(version("1"), version("2"))
    first = metadata.content("search")
    metadata.s3.delete_object(Bucket="metadata", Key="search.zip")
    update(version("2"))
    update(version("1"))
    assert metadata.content("search") == first
