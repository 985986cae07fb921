"""Assets with a hash of their content in their names, so that browsers can cache them indefinitely."""

import hashlib
import re
from pathlib import Path

from algorithms import BuildError

# "./api.js" in a script, assets/site.css or /assets/site.css in a page.
_REFERENCE = re.compile(r"(?<=[\"'(])(\./|/?assets/)([a-z0-9-]+\.(?:css|js|svg|txt|woff2))(?=[\"')])")
_BINARY = (".woff2",)


class Assets:
    """The files of a folder to which pages, or other files of the folder, refer.

    Attributes:
        files: their content, by hashed name.
    """

    def __init__(self, source: Path) -> None:
        self.files: dict[str, bytes] = {}
        self._source = source
        self._names: dict[str, str] = {}

    def resolve(self, text: str, where: str) -> str:
        """Return a text with the names of assets replaced by their hashed names.

        Args:
            text: HTML, CSS or JavaScript.
            where: the name of the text's file, for messages.

        Raises:
            BuildError: the text refers to a file that doesn't exist, or two files refer to each other.
        """
        return _REFERENCE.sub(lambda match: match[1] + self._publish(match[2], where), text)

    def _publish(self, name: str, where: str) -> str:
        """Return an asset's hashed name. The assets it refers to are hashed first, since it contains their names."""
        if name not in self._names:
            self._names[name] = ""
            content = self._read(name, where)
            path = Path(name)
            if path.suffix not in _BINARY:
                content = self.resolve(content.decode(), name).encode()
            self._names[name] = f"{path.stem}-{hashlib.sha256(content).hexdigest()[:16]}{path.suffix}"
            self.files[self._names[name]] = content
        if not self._names[name]:
            raise BuildError(f"{where} refers to {name}, which refers back to it: remove one of the references")
        return self._names[name]

    def _read(self, name: str, where: str) -> bytes:
        try:
            return (self._source / name).read_bytes()
        except FileNotFoundError:
            raise BuildError(f"{where} refers to {name}, which is not in {self._source}") from None
