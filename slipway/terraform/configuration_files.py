"""The files of a Terraform configuration."""

from collections.abc import Sequence
from pathlib import Path

from slipway.errors import SlipwayError

SUFFIXES = (".tf", ".tf.json")


def find(directory: Path, suffixes: Sequence[str] = SUFFIXES) -> list[Path]:
    """Return the files that Terraform reads in a directory, sorted by name; none if there is no such directory.

    Beside a file that is open, Emacs has the link ``.#main.tf`` to nowhere, and macOS writes ``._main.tf`` to disks of
    other systems. Terraform ignores such names, and folders:
    https://github.com/hashicorp/terraform/blob/v1.11.4/internal/configs/parser_config_dir.go

    Args:
        directory: the directory.
        suffixes: suffixes of the files; by default those of both of Terraform's notations.
    """
    return sorted(file for suffix in suffixes for file in directory.glob(f"[!.]*{suffix}") if not file.is_dir())


def read(file: Path) -> str:
    """Return the text of a file.

    Raises:
        SlipwayError: it can't be read, or isn't UTF-8, as Terraform requires.
    """
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SlipwayError(f"{file} isn't UTF-8 at byte {error.start}: Terraform requires that") from error
    except OSError as error:
        raise SlipwayError(f"{file} can't be read: {error.strerror}") from error
