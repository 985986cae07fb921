"""How many of its changes a running `terraform apply` has made."""

import re

_PLAN = re.compile(r"Plan: (?:(\d+) to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy")
_DONE = re.compile(r": (?:Import|Creation|Modifications|Destruction) complete")


class ChangeCount:
    """Counts the changes in the output of Terraform."""

    def __init__(self) -> None:
        self._planned = self._made = 0

    def __call__(self, line: str) -> str:
        """Return the line of output, after how many changes are made of how many, e.g. ``3 of 120  aws_…``."""
        if plan := _PLAN.search(line):
            self._planned, self._made = sum(map(int, plan.groups("0"))), 0
        elif _DONE.search(line):
            self._made += 1
        return f"{self._made} of {self._planned}  {line}" if self._planned else line
