"""``slipway package --explain``: what is in a zip, and what its imports cost at each cold start."""

from collections import Counter
from collections.abc import Iterator
from importlib.util import source_from_cache

from slipway.config.app import App
from slipway.package import imports, sources
from slipway.package.package import Artifact, packed_files

_MOST = 12  # lines of imports; the others together cost less than any of them


def lines(app: App, artifact: Artifact) -> Iterator[str]:
    """Yield the lines of the explanation of a zip.

    Args:
        app: its app.
        artifact: its zip.

    Raises:
        SlipwayError: a Python app can't be imported, or this machine has no Python.
    """
    yield from _content(app, artifact)
    if app.family == "python" and not app.is_layer:
        yield from _imports(app, artifact)


def _content(app: App, artifact: Artifact) -> Iterator[str]:
    origins, _ = sources.own_files(app)
    origin_of = {name: origin for origin, files in origins.items() for name in files}
    files, sizes = Counter[str](), Counter[str]()
    for name, size in packed_files(artifact.path).items():
        origin = origin_of.get(_source(name.removeprefix("python/") if app.is_layer else name), "packages")
        files[origin] += 1
        sizes[origin] += size
    yield f"{_number(files.total(), 'file')} in {artifact.path.name}:"
    for origin in sorted(files, key=lambda origin: (not origin.startswith("apps/"), -sizes[origin])):
        yield f"  {origin:<34} {_number(files[origin], 'file'):>12} {sizes[origin] / 1024:>12,.1f} kB"


def _source(name: str) -> str:
    """Return the name of the source that a file of bytecode was compiled from, or of the file."""
    return source_from_cache(name) if name.endswith(".pyc") else name


def _imports(app: App, artifact: Artifact) -> Iterator[str]:
    python, found = imports.measure(app, artifact.path)
    modules, total = sum(each.modules for each in found), sum(each.seconds for each in found)
    yield f"{_number(modules, 'import')} in {total * 1000:.1f} ms by {python} on this machine:"
    for each in found[:_MOST]:
        by = f"  by {each.importer}" if each.importer else ""
        yield f"  {each.name:<34} {_number(each.modules, 'module'):>12} {each.seconds * 1000:>12.1f} ms{by}"
    if rest := found[_MOST:]:
        count, seconds = sum(each.modules for each in rest), sum(each.seconds for each in rest)
        yield f"  {f'{len(rest)} others':<34} {_number(count, 'module'):>12} {seconds * 1000:>12.1f} ms"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
