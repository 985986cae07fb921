"""Writing files that another process may read, or that a killed process must not leave half written."""

from pathlib import Path


def replace_content(file: Path, content: str | bytes, *, is_private: bool = False) -> None:
    """Replace the content of a file as a whole: a reader gets the old or the new content, also after a crash.

    Args:
        file: created if it doesn't exist.
        content: text is written in UTF-8.
        is_private: whether only this user may read a new file, e.g. since it may hold secrets.
    """
    part = file.with_name(f"{file.name}.part")
    if is_private:
        part.touch(mode=0o600)
    part.write_bytes(content.encode() if isinstance(content, str) else content)
    part.replace(file)
