"""The linter of words: `make lint` runs it on the whole repository."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
LIST = ROOT / "tools" / "wording.toml"
CONTENT = {
    "words": {"at once": "immediately", "is no": "isn't a", "mend, mends": "patch", "too_much": "extra_grant"},
    "descriptions": {"first": ["at", "of", "that"], "not": ["at most"], "instead": "what it is first"},
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


def test_each_listed_word_is_found():
    words = wording.load()

    def is_found(word):
        findings = words.findings("docs/page.md", f"first line\n# text {word.text} text\n")
        return (2, word.text, word.instead) in [(each.line, each.found, each.instead) for each in findings]

    assert [word.text for word in LISTED if not is_found(word)] == []


@pytest.mark.parametrize("join", ["_".join, lambda parts: "".join(map(str.capitalize, parts))], ids=["snake", "camel"])
def test_each_listed_word_is_found_in_names(join):
    words = wording.load()
    names = {
        f"a{join(['', *word.text.split(), ''])}": word.instead for word in LISTED if not re.search("[_']", word.text)
    }
    findings = {name: [finding.instead for finding in words.findings("a.py", name)] for name in names}
    assert {name: instead for name, instead in names.items() if instead not in findings[name]} == {}


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


def docstring(*entries, section="Args"):
    lines = "".join(f"        {each}\n" for each in entries)
    return f'def function():\n    """Do it.\n\n    {section}:\n{lines}    """\n'


@pytest.mark.parametrize("section", ["Args", "Attributes", "Raises"])
@pytest.mark.parametrize("begin", ["name: of", "commit: that", "**options: of", "_a1: at", "ValueError: of"])
def test_a_description_without_its_noun_is_found(section, begin):
    assert found(docstring("path: the file.", f"{begin} the stage.", section=section), "a.py") == [(6, begin)]


@pytest.mark.parametrize("begin", ["name: of", "- name: of", "  - name, arn: of"])
@pytest.mark.parametrize(("file", "dash"), [("a.tf", True), ("a.md", False), ("a.yml", False)])
def test_a_description_of_a_key_is_found_in_a_list_of_terraform(begin, file, dash):
    text = f"  description = <<-EOT\n    The stage.\n    {begin} the stage.\n  EOT\n"
    assert found(text, file) == ([(3, begin.strip(" -"))] if dash and "-" in begin else [])


@pytest.mark.parametrize(
    "entry",
    [
        "name: name of the stage.",
        "size: at most 4 kB.",
        "size: office of a stage.",
        "to: the queue.",
        "name: the stage,\n            and name: of it.",
        "name: the stage. For one\n            name: of the stage.",
    ],
)
def test_another_description_is_not_found(entry):
    assert found(docstring(entry), "a.py") == []
    assert found(f"  description = <<-EOT\n    - {entry}\n  EOT\n", "a.tf") == []


def test_a_description_is_found_in_a_section_only():
    assert found('"""A module.\n\n    name: of it\n"""\n', "a.py") == []
    assert found('YAML = """\non:\n  name: of it\n"""\n', "a.py") == []
    section = docstring("path: the file.")
    assert found(f"{section}    rest: of it\n", "a.py") == []


def test_descriptions_may_be_exceptions():
    words = wording.WordList({**CONTENT, "exceptions": {"a.py: name: of": "the reason"}})
    assert [each.found for each in words.findings("a.py", docstring("name: of it.", "key: of it."))] == ["key: of"]


def test_each_listed_first_word_is_found():
    words = wording.load()
    for first in wording.tomllib.loads(LIST.read_text())["descriptions"]["first"]:
        (finding,) = words.findings("a.py", docstring(f"name: {first} it."))
        assert finding.found == f"name: {first}"
        assert str(finding).startswith(f'a.py:5: "name: {first}": write ')


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
    content = wording.tomllib.loads(LIST.read_text())
    exceptions = content.pop("exceptions")
    words = wording.WordList({**content, "exceptions": {}})
    for exception in exceptions:
        file, _, word = exception.partition(": ")
        assert word in [finding.found for finding in words.findings(file, (ROOT / file).read_text())], exception


def test_make_lint_runs_it():
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    assert "\t$(BIN)/python tools/wording.py\n" in lint
