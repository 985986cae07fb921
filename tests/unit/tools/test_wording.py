"""The linter of words: `make lint` runs it on the whole repository."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
CONTENT = {
    "words": {"at once": "immediately", "is no": "isn't a", "mend, mends": "patch", "too_much": "extra_grant"},
    "allowed": {"phrases": ["there is no"], "files": ["list.toml"]},
    "exceptions": {"a.md: mend": "the glossary names it"},
}


def load_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wording", ROOT / "tools" / "wording.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["wording"] = module
    spec.loader.exec_module(module)
    return module


wording = load_module()
LISTED = wording.load().words


def found(text, file="b.md"):
    return [(finding.line, finding.found) for finding in wording.WordList(CONTENT).findings(file, text)]


@pytest.mark.parametrize("word", LISTED, ids=lambda word: word.text)
def test_each_listed_word_is_found(word):
    text = f"first line\n# text {word.text} text\n"
    findings = list(wording.load().findings("docs/page.md", text))
    assert (2, word.text, word.instead) in [(each.line, each.found, each.instead) for each in findings]


@pytest.mark.parametrize(
    "word", [word for word in LISTED if not re.search("[_']", word.text)], ids=lambda word: word.text
)
@pytest.mark.parametrize("join", ["_".join, lambda parts: "".join(map(str.capitalize, parts))], ids=["snake", "camel"])
def test_each_listed_word_is_found_in_names(word, join):
    name = f"a{join(['', *word.text.split(), ''])}"
    assert word.instead in [finding.instead for finding in wording.load().findings("a.py", name)]


def test_a_name_in_the_list_is_not_found_in_prose():
    assert found("def too_much(): ...") == [(1, "too_much")]
    assert found("That is too much.") == []


def test_a_phrase_is_found_over_the_end_of_a_line():
    assert found("Both run at\nonce.") == [(1, "at once")]
    assert found("    # Both run at\n    # once.") == [(1, "at once")]


def test_part_of_a_longer_word_is_not_found():
    assert found("We recommend to amend the mender.") == []


def test_an_allowed_phrase_is_not_found():
    assert found("There is no default.") == []
    assert found("There is no default, and it is no number.") == [(1, "is no")]


def test_an_exception_holds_for_one_word_of_one_file():
    assert found("mend mends", "a.md") == [(1, "mends")]
    assert found("mend mends", "b.md") == [(1, "mend"), (1, "mends")]


def test_a_file_that_is_left_out_has_no_findings():
    assert found("mend", "list.toml") == []


def test_the_name_of_a_file_is_read():
    assert found("", "local/mends/a.py") == [(1, "mends")]


def test_findings_are_printed_with_their_place_and_fail(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    wording.subprocess.run(["git", "init", "-q"], check=True)
    (tmp_path / "a.md").write_text("One.\nTwo at once.\n")
    (tmp_path / "package-lock.json").write_text('{"a": "mend"}')

    assert wording.main([]) == 1
    assert capsys.readouterr().out == 'a.md:2: "at once": write immediately; at the same time\n'

    (tmp_path / "a.md").write_text("One.\nTwo immediately.\n")
    assert wording.main([]) == 0


def test_every_exception_is_needed():
    content = wording.tomllib.loads((ROOT / "tools" / "wording.toml").read_text())
    exceptions = content.pop("exceptions")
    words = wording.WordList({**content, "exceptions": {}})
    for exception in exceptions:
        file, _, word = exception.partition(": ")
        assert word in [finding.found for finding in words.findings(file, (ROOT / file).read_text())], exception


def test_make_lint_runs_it():
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    assert "\t$(BIN)/python tools/wording.py\n" in lint
