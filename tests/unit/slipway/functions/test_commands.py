"""`slipway trace`: what it can look for, and what it says if it finds nothing."""

from types import SimpleNamespace

import pytest

from slipway import cli
from slipway.functions import commands


@pytest.fixture
def searched(monkeypatch, tmp_path):
    """What `slipway trace` looks for, as identifier and earliest time; it finds nothing on a local AWS."""
    calls = []
    target = SimpleNamespace(is_local=True, client=lambda _: None)
    (tmp_path / "slipway.toml").write_text('region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "target_of", lambda *_: target)
    monkeypatch.setattr(commands.trace, "find", lambda _, *rest: calls.append(rest) or [])
    return calls


@pytest.mark.parametrize("identifier", ["a", '"a*\\', "'", "-a", "ü" * 256])
def test_an_id_that_was_not_logged_is_named(identifier, searched, capsys):
    assert cli.main(["trace", "--", f" {identifier}\n"]) == 1
    assert searched == [(identifier, 0)]
    assert capsys.readouterr().err.startswith(f"slipway: no function has logged {identifier!r}: use the id of an inv")


def test_a_time_is_named_before_which_it_may_have_been_logged(searched, capsys):
    assert cli.main(["trace", "a", "--since", "1h"]) == 1
    assert "no function has logged 'a' since 20" in (error := capsys.readouterr().err)
    assert "Z: look further back, e.g. with --since 1d, or use the id of an invocation" in error


def test_a_time_before_1970_is_1970(searched):
    assert cli.main(["trace", "a", "--since", "99999999999d"]) == 1
    assert searched == [("a", 0)]


@pytest.mark.parametrize("identifier", ["", " \n", "a" * 257])
def test_what_cannot_be_an_id_is_refused(identifier, searched, capsys):
    with pytest.raises(SystemExit):
        cli.main(["trace", identifier])
    assert "argument ID: an id has 1 to 256 characters, not " in capsys.readouterr().err
    assert searched == []
