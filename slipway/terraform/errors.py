"""How Terraform fails."""

import re
import signal

from slipway.errors import SlipwayError
from slipway.system.process import Result

_LAST_LINES = 40  # of stderr, as a note of the error: some screens of Terraform's boxes
_SUMMARY = re.compile(r"^(?:│ )?Error: (.+)$", re.MULTILINE)


class TerraformError(SlipwayError):
    """Terraform failed, was killed, took too long or couldn't be started.

    Attributes:
        exit_code: exit code of Terraform, or minus the signal that killed it; None if it didn't start or was stopped.
        stderr: its complete output there. The last lines are a note of the exception too.
        advice: what to do, which its output doesn't say; empty if there is none.
    """

    def __init__(self, message: str, *, exit_code: int | None = None, stderr: str = "") -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.stderr = stderr
        self.advice = ""
        if stderr.strip():
            self.add_note("\n".join(stderr.strip().splitlines()[-_LAST_LINES:]))

    def advise(self, advice: str) -> None:
        """Add advice, which is a note of the exception too."""
        self.advice = advice
        self.add_note(advice)


def failure(command: str, result: Result, timeout: float) -> TerraformError:
    """Return the error of a command that didn't succeed.

    Args:
        command: what was run and where, e.g. ``terraform plan in /project/iac``.
        result: result of the command.
        timeout: seconds that it had.
    """
    return TerraformError(f"{command} {_outcome(result, timeout)}", exit_code=result.exit_code, stderr=result.stderr)


def _outcome(result: Result, timeout: float) -> str:
    if result.exit_code is None:
        return f"was ended after {timeout:.0f} seconds"
    if result.exit_code < 0:
        return f"was killed by {signal.Signals(-result.exit_code).name}"
    summary = _SUMMARY.search(result.stderr)
    return f"failed with exit code {result.exit_code}" + (f": {summary[1]}" if summary else "")
