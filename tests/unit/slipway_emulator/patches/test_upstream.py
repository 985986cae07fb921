"""Compared with a MiniStack of two modules, in which a test can change everything."""

import sys
from importlib import metadata

import pytest

from slipway_emulator.patches import upstream
from slipway_emulator.patches.registry import PATCHES, Patch, PatchError

SQS = """
import functools

LIMITS = {"size": 10}


def decorated(function):
    return functools.wraps(function)(lambda *args: function(*args))


def send(message):
    return message  # as it is


@decorated
def receive():
    return LIMITS["size"]


class Queue:
    def purge(self):
        pass


HANDLERS = {"Purge": Queue.purge}
"""
ALL = Patch(
    "sqs.all",
    wraps=("services.sqs.receive", "services.sqs.send"),
    replaces=("app.route",),
    extends=("services.sqs.HANDLERS", "services.sqs.LIMITS", "services.sqs.Queue"),
)


@pytest.fixture
def ministack(monkeypatch, tmp_path):
    """The folder of a package ``ministack`` 1.2.3; its modules are imported again after each ``changed()``."""
    folder = tmp_path / "ministack"
    (folder / "services").mkdir(parents=True)
    for name in ("__init__.py", "services/__init__.py"):
        (folder / name).touch()
    (folder / "services" / "sqs.py").write_text(SQS)
    (folder / "app.py").write_text("def route():\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a change within a second would not be seen
    monkeypatch.setattr(metadata, "version", lambda name: {"ministack": "1.2.3"}[name])
    monkeypatch.setattr(upstream, "PATCHES", [ALL])
    monkeypatch.setattr(upstream, "_LOCK_FILE", tmp_path / "upstream.lock")
    forget()
    yield folder
    forget()


def forget():
    """Let MiniStack's modules be imported again."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "ministack"]:
        del sys.modules[name]
    upstream._package.cache_clear()
    upstream._file_digest.cache_clear()


def lock(ministack):
    """Lock MiniStack as it is."""
    upstream._LOCK_FILE.write_text(upstream.lock_text())


def change(file, old, new):
    """Change a module after it has been locked."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    forget()


def changes():
    return dict(upstream.changes(ALL, upstream.read_lock()))


@pytest.fixture
def sqs(ministack):
    """The file of the module ``services.sqs``, locked."""
    lock(ministack)
    return ministack / "services" / "sqs.py"


def test_the_locked_targets_are_unchanged(sqs):
    assert changes() == {}
    upstream.check([ALL])


@pytest.mark.parametrize(
    ("old", "new", "targets"),
    [
        ("  # as it is", "  # as it was", ["services.sqs.send"]),
        ("def send(message)", "def send(message, delay)", ["services.sqs.send"]),
        ('return LIMITS["size"]', "return 1", ["services.sqs.receive"]),
        ("@decorated\n", "", ["services.sqs.receive"]),
        ('{"size": 10}', '{"size": 11}', ["services.sqs.LIMITS"]),
        ('{"Purge": Queue.purge}', '{"Purge": Queue.purge, "Receive": receive}', ["services.sqs.HANDLERS"]),
        ("def purge(self)", "def purge(self, now)", ["services.sqs.Queue"]),
        ("lambda *args", "lambda *arguments", []),
        ("import functools\n", "import functools\nimport json\n", []),
    ],
)
def test_only_the_target_whose_source_changed_has_changed(sqs, old, new, targets):
    change(sqs, old, new)

    assert changes() == dict.fromkeys(targets, "has changed")


def test_a_target_that_no_longer_exists_is_gone(sqs, ministack):
    change(sqs, "def send(", "def send_message(")
    (ministack / "app.py").unlink()

    assert changes() == {"services.sqs.send": "is gone", "app.route": "is gone"}


def test_a_target_that_moved_to_another_file_is_unchanged(sqs, ministack):
    """As long as it can be found under its name."""
    text = "def send(message):\n    return message  # as it is\n"
    (ministack / "services" / "messages.py").write_text(text)
    change(sqs, text, "from ministack.services.messages import send\n")

    assert changes() == {}


def test_a_new_target_is_not_in_the_lock(sqs):
    new = Patch("sqs.new", wraps=("services.sqs.decorated",))

    assert dict(upstream.changes(new, upstream.read_lock())) == {"services.sqs.decorated": "isn't in upstream.lock"}


def test_another_version_is_an_error_that_names_both(sqs, monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda _: "1.3.0")

    with pytest.raises(PatchError) as raised:
        upstream.check([ALL])

    assert str(raised.value) == (
        "the patches are for MiniStack 1.2.3, and 1.3.0 is installed; "
        "`slipway local patches` shows which of them this concerns"
    )


def test_a_changed_target_is_an_error_that_names_it_and_the_patch(sqs):
    change(sqs, "as it is", "as it was")

    with pytest.raises(PatchError) as raised:
        upstream.check([ALL])

    assert str(raised.value) == (
        "the target services.sqs.send of the patch sqs.all has changed; see `slipway local patches`"
    )


def test_the_targets_of_skipped_patches_are_not_checked(sqs):
    change(sqs, "as it is", "as it was")

    upstream.check([Patch("sqs.purge", extends=("services.sqs.Queue",))])


def test_the_sources_are_not_read_while_the_files_are_unchanged(sqs, monkeypatch):
    monkeypatch.setattr(upstream, "_source", lambda target: pytest.fail(f"read the source of {target}"))

    upstream.check([ALL])


def test_the_lock_is_sorted_and_has_each_target_once(ministack, monkeypatch):
    monkeypatch.setattr(upstream, "PATCHES", [ALL, Patch("sqs.send", wraps=("services.sqs.send",))])
    lock(ministack)

    locked = upstream.read_lock()

    assert locked.ministack == "1.2.3"
    assert list(locked.files) == ["app.py", "services/sqs.py"]
    assert list(locked.targets) == sorted(ALL.targets)


def test_the_committed_lock_is_for_these_patches_and_the_pinned_ministack(patches_folder):
    locked = upstream.read_lock()

    assert set(locked.targets) == {target for patch in PATCHES for target in patch.targets}, "run `make lock`"
    assert f"\nministack=={locked.ministack} " in (patches_folder.parent / "requirements.txt").read_text()
