"""Find words in code and documentation that have a more common equivalent: ``python tools/wording.py [PATH ...]``.

Run it in the top folder of the repository. wording.toml lists the words, and what to write instead. Prose, comments,
docstrings, messages and names are checked, those of files too. So are the first words of descriptions, in the sections
of docstrings and in the lists of Terraform's descriptions.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

_LIST = Path(__file__).with_suffix(".toml")
_SUFFIXES = {".css", ".html", ".js", ".json", ".md", ".py", ".sh", ".tf", ".toml", ".tfvars", ".yaml", ".yml"}
_NAMES = {"Makefile", "run"}
# Between two words of a phrase: spaces, also of an indented comment's next line, or what joins the words of a name.
_GAP = r"(?:[\s_-]+(?:(?:#|//|\*|>|\|)\s+)?|(?<=[a-z])(?=[A-Z]))"
_START = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_END = r"(?![a-z])"
# A section of a docstring: its indentation, its lines, and the indentation of its entries.
_SECTION = re.compile(r"^( *)(?:Args|Attributes|Raises):\n((\1 +)\S.*\n(?:\1 +\S.*\n)*)", re.MULTILINE)
_NEAR = 40  # characters around a word in which an allowed phrase may begin and end


@dataclass(frozen=True)
class Word:
    """A word or phrase, and what to write instead."""

    text: str
    instead: str

    @cached_property
    def first(self) -> str:
        """Its first word, in lower case."""
        return re.split(r"[ _]", self.text)[0].lower()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the text in prose and in names."""
        gap = "_" if "_" in self.text else _GAP
        parts = re.split(r"[ _]", self.text)
        return re.compile(_START + gap.join(f"(?i:{re.escape(part)})" for part in parts) + _END)


@dataclass(frozen=True)
class Finding:
    """A word at a place."""

    file: str
    line: int
    found: str
    instead: str

    def __str__(self) -> str:
        return f'{self.file}:{self.line}: "{self.found}": write {self.instead}'


class WordList:
    """The words of wording.toml and their exceptions."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Read the parsed file."""
        self.words = [
            Word(form.strip(), instead) for forms, instead in content["words"].items() for form in forms.split(",")
        ]
        self._allowed = [Word(phrase, "").pattern for phrase in content["allowed"]["phrases"]]
        self._left_out = set(content["allowed"]["files"])
        self._exceptions = set(content["exceptions"])
        self._instead = content["descriptions"]["instead"]
        first, allowed = ("|".join(content["descriptions"][key]) for key in ("first", "not"))
        self._first = rf"(?P<first>(?!(?:{allowed})\b)(?:{first})\b)"

    def findings(self, file: str, text: str) -> Iterator[Finding]:
        """Yield the words in a file's name and text, in the order of the list."""
        if file in self._left_out:
            return
        whole = f"{file}\n{text}"  # the name is read as a line before the first
        lower = whole.lower()
        for word in self.words:
            for start in _positions(word.first, lower):
                match = word.pattern.match(whole, start)
                if not match or self._is_allowed(whole, *match.span()):
                    continue
                found = re.sub(r"\s+(?:[#/*>|]+\s+)?", " ", match[0])
                if f"{file}: {found}" not in self._exceptions:
                    yield Finding(file, max(1, whole.count("\n", 0, start)), found, word.instead)
        for match in self._descriptions(file, text):
            found = f"{match['name']}: {match['first']}"
            if f"{file}: {found}" not in self._exceptions:
                yield Finding(file, text.count("\n", 0, match.start()) + 1, found, self._instead)

    def _descriptions(self, file: str, text: str) -> Iterator[re.Match[str]]:
        """Yield the names whose description begins with one of the listed words, and that word."""
        if file.endswith(".tf"):
            yield from re.finditer(rf"^ +- (?P<name>\w+(?:, \w+)*): {self._first}", text, re.MULTILINE)
        if file.endswith(".py"):
            for section in _SECTION.finditer(text):
                entry = re.compile(rf"^{section[3]}(?P<name>[*\w]+): {self._first}", re.MULTILINE)
                yield from entry.finditer(text, *section.span(2))

    def _is_allowed(self, text: str, start: int, end: int) -> bool:
        return any(
            match.start() <= start and end <= match.end()
            for phrase in self._allowed
            for match in phrase.finditer(text, max(0, start - _NEAR), end + _NEAR)
        )


def _positions(part: str, text: str) -> Iterator[int]:
    """Yield where the part begins in the text. Finding a string is far faster than finding a pattern."""
    position = text.find(part)
    while position >= 0:
        yield position
        position = text.find(part, position + 1)


def load() -> WordList:
    """Return the words of wording.toml."""
    return WordList(tomllib.loads(_LIST.read_text(encoding="utf-8")))


def files(paths: list[str]) -> Iterator[str]:
    """Yield the files of the paths that people write and git doesn't ignore."""
    arguments = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths]
    for name in sorted(set(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split("\0"))):
        path = Path(name)
        written = path.suffix in _SUFFIXES or path.name in _NAMES
        if written and path.name != "package-lock.json" and path.is_file():
            yield name


def main(paths: list[str]) -> int:
    """Print each finding; returns 1 if there is one."""
    words = load()
    findings = [
        finding
        for name in files(paths or ["."])
        for finding in words.findings(name, Path(name).read_text(encoding="utf-8"))
    ]
    for finding in sorted(findings, key=lambda finding: (finding.file, finding.line)):
        print(finding)
    if findings:
        print(f"{len(findings)} words to replace; the list is tools/{_LIST.name}", file=sys.stderr)
    return min(len(findings), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
