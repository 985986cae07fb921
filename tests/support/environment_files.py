"""The settings of a stack for an environment."""

import json
import re
from pathlib import Path
from typing import Any


def settings(file: Path) -> dict[str, Any]:
    """Return the values of a ``.tfvars`` or ``.s3.tfbackend`` file; each value must be JSON too."""
    lines = re.findall(r"^(\w+)\s*= (.+)$", file.read_text(), re.MULTILINE)
    return {name: json.loads(value) for name, value in lines}
