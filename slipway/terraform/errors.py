"""How Terraform fails."""

import re
import signal

from slipway.aws.advice import NO_CREDENTIALS, UNKNOWN_PROFILE
from slipway.errors import SlipwayError
from slipway.system.process import Result

_LAST_LINES = 40  # of stderr, as a note of the error: some screens of Terraform's boxes
_SUMMARY = re.compile(r"^(?:│ )?Error: (.+)$", re.MULTILINE)
_BOX = re.compile(r"^[│╷╵] ?", re.MULTILINE)
# Both of the S3 backend and the provider. The first one is about the last place where they look for credentials:
# https://github.com/aws/aws-sdk-go-v2/blob/main/credentials/ec2rolecreds/provider.go
_NO_CREDENTIALS = "no EC2 IMDS role found"
_UNKNOWN_PROFILE = "failed to get shared config profile"
_DETAIL = re.compile(r"^\S.*(?:\n\S.*)*", re.MULTILINE)


class TerraformError(SlipwayError):
    """Terraform failed, was killed, took too long or couldn't be started.

    Attributes:
        exit_code: exit code of Terraform, or minus the signal that killed it; None if it didn't start or was stopped.
        stderr: its complete output there. The last lines are a note of the exception too.
        details: these lines, unless they were shown as they came.
        advice: what to do, which its output doesn't say; empty if there is none.
    """

    def __init__(self, message: str, *, exit_code: int | None = None, stderr: str = "", is_shown: bool = False) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.stderr = stderr
        self.advice = ""
        if last_lines := "\n".join(stderr.strip().splitlines()[-_LAST_LINES:]):
            self.add_note(last_lines)
        self.details = "" if is_shown else last_lines

    def advise(self, advice: str) -> None:
        """Add advice, which is a note of the exception and the last of its details too."""
        self.advice = advice
        self.details = f"{self.details}\n{advice}".lstrip()
        self.add_note(advice)


def failure(command: str, result: Result, timeout: float, *, is_shown: bool = False) -> TerraformError:
    """Return the error of a command that didn't succeed.

    Args:
        command: what was run and where, e.g. ``terraform plan in /project/iac``.
        result: result of the command.
        timeout: seconds that it had.
        is_shown: whether its output was shown as it came.
    """
    text = " ".join(_BOX.sub("", result.stderr).split())
    has_none = _NO_CREDENTIALS in text
    message = f"{command} failed: {NO_CREDENTIALS}" if has_none else f"{command} {_outcome(result, timeout)}"
    error = TerraformError(message, exit_code=result.exit_code, stderr=result.stderr, is_shown=is_shown or has_none)
    if _UNKNOWN_PROFILE in text:
        error.advise(UNKNOWN_PROFILE)
    return error


def _outcome(result: Result, timeout: float) -> str:
    if result.exit_code is None:
        return f"was ended after {timeout:.0f} seconds"
    if result.exit_code < 0:
        return f"was killed by {signal.Signals(-result.exit_code).name}"
    return f"failed with exit code {result.exit_code}" + "".join(f": {part}" for part in _reason(result.stderr))


def _reason(stderr: str) -> list[str]:
    """Return the summary of the first error and, if it has one, the first paragraph that explains it.

    The indented lines between them name the place.
    """
    if not (summary := _SUMMARY.search(stderr)):
        return []
    text = _BOX.sub("", stderr[summary.end() :])
    detail = _DETAIL.search(text.split("\nError: ")[0])
    return [summary[1], *([" ".join(detail[0].split())] if detail else [])]
