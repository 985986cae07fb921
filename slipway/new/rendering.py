"""The folders in ``template/``: the files of a project, of a stack and of an app, and module blocks."""

from collections.abc import Mapping
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).with_name("template")
# Without their dots here, where they would be settings of this repository.
_WITH_DOT = ("github", "gitignore", "terraform.lock.hcl")


class _File(Template):
    """A text with values such as ``%{name}``; neither Make, Terraform, GitHub nor Python has another use for them."""

    pattern = r"%\{(?P<braced>[a-z]+)\}|(?P<escaped>(?!))|(?P<named>(?!))|(?P<invalid>(?!))"  # type: ignore[assignment] # a str until the class is made


def render(folder: str, directory: Path, values: Mapping[str, str]) -> dict[Path, str]:
    """Return the files of a folder in ``template/``, as path in ``directory`` -> text.

    Args:
        folder: its name, e.g. ``stack``.
        directory: directory for the files.
        values: what stands for each ``%{key}``.
    """
    files = sorted(file for file in (_FOLDER / folder).rglob("*") if file.is_file())
    return {
        directory.joinpath(*map(_name, file.relative_to(_FOLDER / folder).parts)): render_file(file, values)
        for file in files
    }


def render_file(file: str | Path, values: Mapping[str, str]) -> str:
    """Return the text of a file in ``template/``, e.g. ``block/queue.tf``."""
    return _File((_FOLDER / file).read_text(encoding="utf-8")).substitute(values)


def _name(part: str) -> str:
    return f".{part}" if part in _WITH_DOT else part
