"""A program: ``python bytecode.py FOLDER`` adds bytecode to the modules below, for the Python that runs it.

Unlike ``compileall``, it writes the same bytes whatever the process has compiled before:
https://github.com/python/cpython/issues/129724. It imports nothing of Slipway, so any Python can run it.
"""

import marshal
import sys
import warnings
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path

# PEP 552's "unchecked hash": the bytecode is taken as it is, whatever time the source file has.
_UNCHECKED_HASH = (0b01).to_bytes(4, "little")
# The newest format without back-references; in later ones they depend on the reference counts of the moment.
# botocore, boto3 and s3transfer load in 10 ms so, in 6.5 ms with them, and in 230 ms without any bytecode.
_FORMAT = 2


def compile_below(folder: Path) -> None:
    """Write ``__pycache__/<module>.<tag>.pyc`` for each module that this Python can compile."""
    for source in sorted(folder.rglob("*.py")):
        content = source.read_bytes()
        try:
            code = compile(content, source.relative_to(folder).as_posix(), "exec", dont_inherit=True, optimize=0)
            data = marshal.dumps(code, _FORMAT)
        except (SyntaxError, ValueError):
            continue  # a template, a module for another Python, or a constant that this format lacks
        target = Path(cache_from_source(str(source), optimization=""))
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(MAGIC_NUMBER + _UNCHECKED_HASH + source_hash(content) + data)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of others' code
    compile_below(Path(sys.argv[1]))
