"""The Terraform files of a stack, with the text that they will have."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.system.private_folders import private_folder
from slipway.terraform import binary, configuration_files, hcl

# Modules of Slipway that stacks use: a source with another one isn't Slipway's repository.
MODULES = (
    *("api-alarms", "api-domain-name", "api-gateway-account", "authorizer", "bucket", "codebuild", "codepipeline"),
    *("dead-letter-queue", "deployments-pipeline", "ecr", "event-source-mapping", "fan-out", "function-alarms"),
    *("function-url", "http-api", "image-builder", "lambda", "lambda-layer", "metric-alarms", "multisource-pipeline"),
    *("queue", "rest-api", "rest-api-method", "schedule", "secret", "service-alarms", "state-machine"),
    *("static-website", "table"),
)
_COPY = re.compile(r"\bon \d+\.tf ")  # where Terraform's errors are
_MODULE = re.compile(rf"(?<![^/])modules/(?:{'|'.join(MODULES)})(?=\?|$)")


@dataclass(frozen=True)
class Pattern:
    """What a new function of a stack has in common with the others, as expressions.

    Attributes:
        file: the file for its block.
        source: source of module lambda, without quotes.
        alarms: argument of the module; None for the default.
        role: arguments of the role that all have.
    """

    file: Path
    source: str
    alarms: str | None
    role: dict[str, str]


@dataclass
class StackFiles:
    """The ``.tf`` files of a stack's directory, with their new text.

    Attributes:
        directory: path from the project's root, e.g. ``iac/movies``.
        texts: file -> text.
    """

    directory: str
    texts: dict[Path, str] = field(default_factory=dict)

    def modules(self, kind: str) -> list[tuple[Path, hcl.Body]]:
        """Return the blocks whose source is ``modules/<kind>``, in any repository, in the order of the files."""
        source = re.compile(rf'"(?:.*/)?modules/{kind}(?:\?.*)?"')
        return [(file, module) for file, module in self.all() if source.fullmatch(module.expression("source") or "")]

    def has(self, kind: str, label: str) -> bool:
        """Return whether there is a block of this kind, such as ``variable``, with the label."""
        return any(block.label == label for text in self.texts.values() for block in hcl.blocks(text, kind))

    def append(self, file: Path, block: str) -> None:
        """Add a block at the end of a file."""
        self.texts[file] = f"{self.texts.get(file, '').rstrip()}\n{block}".lstrip()

    def all(self) -> Iterator[tuple[Path, hcl.Body]]:
        """Yield each module block with its file, in the order of the files."""
        for file, text in sorted(self.texts.items()):
            for module in hcl.modules(text):
                yield file, module


def read(project: Project, directory: str) -> StackFiles:
    """Return the Terraform files of a directory, a path from the project's root."""
    files = configuration_files.find(project.root / directory, [".tf"])
    return StackFiles(directory, {file: configuration_files.read(file) for file in files})


def sibling(source: str, kind: str) -> str:
    """Return the source of another module beside this one; empty if this isn't the source of a module of Slipway."""
    return _MODULE.sub(f"modules/{kind}", source) if _MODULE.search(source) else ""


def source_of(project: Project, stack: StackFiles, kind: str) -> str:
    """Return the source of a module for a stack, without quotes.

    It is the project's own module, or the one beside another module that the stack uses, or else another stack. Empty
    if there is none.
    """
    own = project.root / "modules" / kind
    if own.is_dir():
        return Path(os.path.relpath(own, project.root / stack.directory)).as_posix()
    others = (read(project, each.directory) for each in project.stacks if each.directory != stack.directory)
    for files in (stack, *others):
        for _, module in files.all():
            source = sibling((module.expression("source") or "").strip('"'), kind)
            if source and not source.startswith("."):
                return source
    return ""


def required_source(project: Project, stack: StackFiles, kind: str) -> str:
    """Return the same.

    Raises:
        SlipwayError: there is none.
    """
    if source := source_of(project, stack, kind):
        return source
    raise SlipwayError(
        "no stack has a block of a module of Slipway to copy the source from: write the block of "
        f"modules/{kind} yourself"
    )


def formatted(root: Path, stack: StackFiles) -> dict[Path, str]:
    """Return the files that have changed, formatted by ``terraform fmt``, which refuses invalid syntax."""
    changed = {
        file: text
        for file, text in stack.texts.items()
        if not file.exists() or text != file.read_text(encoding="utf-8")
    }
    return fmt(root, changed)


def fmt(root: Path, texts: Mapping[Path, str]) -> dict[Path, str]:
    """Return the texts of files, formatted by ``terraform fmt``.

    Raises:
        SlipwayError: the syntax of one is invalid.
    """
    # Terraform refuses to start if this names a file that doesn't exist. Formatting doesn't need it.
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    with private_folder() as folder:
        copies = {file: folder / f"{number}.tf" for number, file in enumerate(texts)}
        for file, copy in copies.items():
            copy.write_text(texts[file], encoding="utf-8")
        names = [copy.name for copy in copies.values()]
        done = subprocess.run(
            [str(binary.find(root)), "fmt", "-no-color", "-list=false", *names],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            invalid = next(
                (file.relative_to(root) for file in copies if f"on {copies[file].name} " in done.stderr), root
            )
            message = _COPY.sub(f"on {invalid} ", done.stderr.strip())
            raise SlipwayError(f"{invalid} can't be changed; terraform fmt:\n{message}")
        return {file: copy.read_text(encoding="utf-8") for file, copy in copies.items()}
