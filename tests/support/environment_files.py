"""What a stack's files for an environment say."""

import json
import re
from pathlib import Path
from typing import Any


def settings(file: Path) -> dict[str, Any]:
    """Return the values of a ``.tfvars`` or ``.s3.tfbackend`` file, of which each is JSON too."""
    found = re.findall(r"^(\w+)\s*= (.+)$", file.read_text(), re.MULTILINE)
    return {name: json.loads(value) for name, value in found}
