"""What a test may set of the engine of a running local AWS, account by account."""

import json
from pathlib import Path

# Seconds for which a function may say nothing: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
LAMBDA_REPLY_TIMEOUT = 20 * 60
_FILE = "codepipeline.json"


def set_lambda_reply_timeout(emulator_directory: Path, account: str, seconds: float) -> None:
    """Have a Lambda action fail after ``seconds`` without an answer, instead of AWS's 20 minutes.

    Args:
        emulator_directory: of the running local AWS.
        account: the pipelines' account.
        seconds: greater than 0.
    """
    file = emulator_directory / _FILE
    part = emulator_directory / f"{_FILE}.part"
    part.write_text(json.dumps(_read(file) | {account: {"lambda_reply_timeout": seconds}}))
    part.replace(file)


def lambda_reply_timeout(emulator_directory: Path, account: str) -> float:
    """Return the seconds after which a job without an answer fails."""
    found = _read(emulator_directory / _FILE).get(account, {})
    return float(found.get("lambda_reply_timeout", LAMBDA_REPLY_TIMEOUT))


def _read(file: Path) -> dict[str, dict[str, float]]:
    try:
        found: dict[str, dict[str, float]] = json.loads(file.read_text())
    except FileNotFoundError:
        return {}
    return found
