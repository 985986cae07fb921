"""The report of ``--iam-report``: which tests have used which grants of roles, and what they were denied.

The tests of all workers run in parallel, and decisions have no test. So each test records the part of the file with
the decisions that was written while it ran, and the accounts that it uses. A decision in two such parts has both tests.
"""

import json
import sys
import time
from collections.abc import Generator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slipway.aws.target import Target
from slipway.config.project import find_project
from slipway.harness import denials, run
from slipway.iam import failures, grants
from slipway.iam.audit import audit
from slipway.iam.report import Report, report, text
from slipway.local import decisions, emulator
from slipway.local.decisions import Decision

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter  # pytest exports it since 9.0 only

_TESTS = "iam-tests.jsonl"


def register(config: pytest.Config) -> None:
    """Add the hooks of this module to the run.

    Raises:
        pytest.UsageError: the run is on AWS.
    """
    if config.getoption("aws"):
        raise pytest.UsageError("--iam-report needs the decisions that the local AWS records: leave out --aws")
    config.pluginmanager.register(sys.modules[__name__])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Record which decisions were made during a test, when it has ended."""
    report = yield
    if report.when == "teardown":
        _record_test(item)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Record the roles in the account of the run, before its stacks are destroyed."""
    config = session.config
    running = None if hasattr(config, "workerinput") else emulator.status(run.decisions_file(config).parent)
    if running:
        record_roles(config, running.target(account_id=run.SHARED_ACCOUNT_ID))


def pytest_terminal_summary(terminalreporter: "TerminalReporter", config: pytest.Config) -> None:
    """Write the report, and show which calls were denied and which grants no test has used."""
    content = _report(config)
    file = Path(config.getoption("iam_report"))  # xdist can't pass a Path to its workers
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{json.dumps(content, indent=2)}\n", encoding="utf-8")
    terminalreporter.section("grants of roles")
    terminalreporter.write_line(text(content, with_tests=True))


def record_roles(config: pytest.Config, target: Target) -> None:
    """Record the roles of an account on the local AWS with their policies, before stacks there are destroyed."""
    iam, pattern = target.client("iam"), config.getoption("iam_roles")
    pages = iam.get_paginator("list_roles").paginate()
    found = {role["RoleName"]: role["Arn"] for page in pages for role in page["Roles"]}
    names = [name for name in found if fnmatchcase(name, pattern)]
    folder = _roles_folder(config)
    folder.mkdir(parents=True, exist_ok=True)
    after_failures = failures.read(target.client) if names else {}
    roles = {
        found[name]: {"policies": grants.policies(iam, name), "failures": after_failures.get(found[name], {})}
        for name in names
    }
    (folder / f"{time.time_ns()}.json").write_text(json.dumps(roles), encoding="utf-8")


def _record_test(item: pytest.Item) -> None:
    config = item.config
    begin, end = denials.begin(item), decisions.size(run.decisions_file(config))
    if begin == end:
        return
    accounts = {run.account_id(config)}
    if "tf_run" in getattr(item, "fixturenames", ()):
        accounts.add(run.SHARED_ACCOUNT_ID)
    # xdist appends the name of the test's group.
    test = item.nodeid.rpartition("@")[0] if item.get_closest_marker("xdist_group") else ""
    record = {"test": test or item.nodeid, "begin": begin, "end": end, "accounts": sorted(accounts)}
    with (run.directory(config) / _TESTS).open("a", encoding="utf-8") as tests:
        tests.write(f"{json.dumps(record)}\n")


def _report(config: pytest.Config) -> Report:
    project = find_project(config.rootpath)
    files = sorted(_roles_folder(config).glob("*.json"))
    latest = {arn: role for file in files for arn, role in json.loads(file.read_text(encoding="utf-8")).items()}
    roles = [grants.role(arn, role["policies"], {arn: role["failures"]}) for arn, role in latest.items()]
    return report(audit(roles, _decisions(config), project.unused_grants if project else ()))


def _decisions(config: pytest.Config) -> list[Decision]:
    """Return the decisions of the run with their tests."""
    file = run.directory(config) / _TESTS
    tests = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    return [
        replace(
            decision,
            tests=tuple(
                each["test"]
                for each in tests
                if each["begin"] < position <= each["end"] and decision.account in each["accounts"]
            ),
        )
        for position, decision in decisions.read(run.decisions_file(config))
    ]


def _roles_folder(config: pytest.Config) -> Path:
    return run.directory(config) / "iam-roles"
