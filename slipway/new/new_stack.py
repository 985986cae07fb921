"""A new stack: its folder, with the environments of another stack, and its entry in slipway.toml."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from slipway.config.project import Project
from slipway.config.stack import FILE_NAME, Stack
from slipway.errors import SlipwayError
from slipway.new import names, stack_files
from slipway.new.files import Written, write_all
from slipway.new.rendering import render
from slipway.terraform import hcl

_BACKENDS = "environments/*.s3.tfbackend"
_LOCK = ".terraform.lock.hcl"
# The variables that every stack has.
_VARIABLES = ("region", "environment", "permissions_boundary", "role_path", "alarm_actions")
_PREFIX = re.compile(r":policy/([A-Za-z0-9-]+?)-boundary-")


def new_stack(project: Project, name: str) -> Written:
    """Write a stack without resources, and add it to slipway.toml, whose other lines stay.

    Its backends and its values for the environments are those of the first stack that has files for environments.

    Args:
        project: the project.
        name: name of the stack and of its folder in ``iac/``.

    Returns:
        The files that were written.

    Raises:
        SlipwayError: the name is invalid or taken, no stack has files for environments, or a backend's key lacks the
            name of its stack.
    """
    names.check_format("stack", name)
    model = _model(project)
    directory = Path(model.directory).parent / name
    if (
        name == "bootstrap"
        or any(stack.name == name for stack in project.stacks)
        or (project.root / directory).exists()
    ):
        raise SlipwayError(f"there is already a stack or a folder {name}: choose another name")
    place, known = project.root / directory, project.root / model.directory
    texts = {file: _of_environment(file, model, name) for file in _files(known)}
    formatted = stack_files.fmt(project.root, texts)
    environments = {place / file.relative_to(known): text for file, text in formatted.items()}
    values = {"stack": name, "region": project.region, "prefix": _prefix(environments.values())}
    texts = {file: text for file, text in render("stack", place, values).items() if file.parent == place}
    if (known / _LOCK).is_file():
        texts[place / _LOCK] = (known / _LOCK).read_text(encoding="utf-8")
    return write_all(texts | environments | _settings(project, name, directory))


def _model(project: Project) -> Stack:
    for stack in project.stacks:
        if list((project.root / stack.directory).glob(_BACKENDS)):
            return stack
    raise SlipwayError(
        f"no stack has {_BACKENDS} to take the backends of the environments from: write the first yourself"
    )


def _files(known: Path) -> list[Path]:
    return sorted((*known.glob(_BACKENDS), *known.glob("environments/*.tfvars")))


def _of_environment(file: Path, model: Stack, name: str) -> str:
    """Return the text of a backend with another key, or of the values of the variables that every stack has."""
    text = file.read_text(encoding="utf-8")
    spans = hcl.Body(text, hcl.mask(text), 0, len(text)).attributes()
    if file.suffix == ".tfvars":
        return "".join(f"{name} = {text[slice(*spans[name])]}\n" for name in _VARIABLES if name in spans)
    start, end = spans.get("key", (0, 0))
    key = re.sub(rf"(?<![A-Za-z0-9]){re.escape(Path(model.directory).name)}(?![A-Za-z0-9])", name, text[start:end])
    if key == text[start:end]:
        raise SlipwayError(f"{file}: key must have the name of the stack, so that no two stacks have the same state")
    return f"{text[:start]}{key}{text[end:]}"


def _prefix(texts: Iterable[str]) -> str:
    """Return the prefix of what the bootstrap creates, for the examples in messages."""
    found = _PREFIX.search("\n".join(texts))
    return found[1] if found else "slipway"


def _settings(project: Project, name: str, directory: Path) -> dict[Path, str]:
    """Return slipway.toml with the stack as its last table."""
    file = project.root / FILE_NAME
    text = f'{file.read_text(encoding="utf-8").rstrip()}\n\n[stacks.{name}]\ndirectory = "{directory.as_posix()}"\n'
    try:
        tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise SlipwayError(
            f"{FILE_NAME}: {error}: write each stack as its own table, [stacks.{project.stacks[0].name}]"
        ) from error
    return {file: text}
