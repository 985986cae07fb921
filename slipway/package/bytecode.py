"""A script: ``python bytecode.py FOLDER`` compiles the modules in a folder, for the Python that runs it.

Unlike ``compileall``, it always writes the same bytes: https://github.com/python/cpython/issues/129724. It imports
nothing from Slipway, so any Python can run it.
"""

import marshal
import sys
import warnings
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path

# PEP 552's "unchecked hash": Python loads the bytecode without comparing it with the source file.
_UNCHECKED_HASH = (0b01).to_bytes(4, "little")
# The newest format without back-references, which depend on the current reference counts.
# botocore, boto3 and s3transfer load in 10 ms in this format, in 6.5 ms with references, in 230 ms without bytecode.
_FORMAT = 2


def compile_below(folder: Path) -> None:
    """Write ``__pycache__/<module>.<tag>.pyc`` for each module that this Python can compile."""
    for source in sorted(folder.rglob("*.py")):
        content = source.read_bytes()
        try:
            code = compile(content, source.relative_to(folder).as_posix(), "exec", dont_inherit=True, optimize=0)
            data = marshal.dumps(code, _FORMAT)
        except (SyntaxError, ValueError):
            continue  # a template, a module for another Python, or an unsupported constant
        target = Path(cache_from_source(str(source), optimization=""))
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(MAGIC_NUMBER + _UNCHECKED_HASH + source_hash(content) + data)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # about third-party code
    compile_below(Path(sys.argv[1]))
