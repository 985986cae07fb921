"""Runs the workflows of a commit on this machine, as GitHub would: jobs, permissions, outputs, roles, artifacts."""

import itertools
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from expressions import as_text, condition, interpolate

_OUTPUT = re.compile(r"^(?P<name>[\w-]+)(?:<<(?P<end>.+)\n(?P<lines>[\s\S]*?)\n(?P=end)|=(?P<value>.*))$", re.MULTILINE)
_MACHINE = re.compile(r"AWS_|TF_|SLIPWAY_|PYTEST|VIRTUAL|MAKE|MFLAGS|GITHUB_")  # what a fresh machine doesn't have


class StepError(AssertionError):
    """A step exited with another code than 0; holds what it printed."""


@dataclass
class Runner:
    """A machine that has one job after the other.

    Attributes:
        origin: the repository, of which HEAD is checked out.
        directory: directory for the checkout and the files of steps.
        github: the context of that name, e.g. ``{"event_name": "push"}``.
        variables: the repository's.
        environments: the variables that GitHub's environments have, by their names.
        assume: ``assume(role_arn, claim, ref)`` returns the environment of the role's session; the claim is what a
            job's token has in its subject after the repository, e.g. ``environment:dev``.
        environment: environment of every step, beside the machine's.
        replaced: jobs, as ``<file's name>/<job>``, that aren't run, and the result that each counts with instead.
        ran: the jobs that were run, in order, e.g. ``deploy-app.yml/deploy (get-movie)``.
        attested: names of the files with an attestation of their provenance.
        called: a checkout of the other repository whose workflows are called, by ``owner/name/…@ref``.
        workflows: the repository that workflows are read from. Default: the origin.
    """

    origin: Path
    directory: Path
    github: dict[str, Any]
    variables: dict[str, str]
    environments: dict[str, dict[str, str]]
    assume: Callable[[str, str, str], dict[str, str]]
    environment: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    attested: list[str] = field(default_factory=list)
    called: Path | None = None
    workflows: Path | None = None

    @property
    def workspace(self) -> Path:
        """The checkout. It stays for the next job, since setting up takes seconds."""
        return self.directory / "workspace"

    def run(self, name: str, inputs: dict[str, Any] | None = None, granted: dict[str, str] | None = None) -> Any:
        """Run the jobs of a workflow and return its outputs; if one fails, StepError is raised after the last."""
        workflow = load((self.workflows or self.origin) / ".github" / "workflows" / name)
        contexts: dict[str, Any] = {"github": self.github, "vars": self.variables, "inputs": inputs or {}, "needs": {}}
        jobs: dict[str, Any] = {}
        failures = []
        for job_name, job in workflow["jobs"].items():
            _check_permissions(f"{name}/{job_name}", job["permissions"], granted)
            needs = {need: jobs[need] for need in _names(job.get("needs"))}
            results = [need["result"] for need in needs.values()]
            own = {**contexts, "needs": needs}
            if not condition(job.get("if"), own, results):
                jobs[job_name] = {"result": "skipped", "outputs": {}}
            elif result := self.replaced.get(f"{name}/{job_name}"):
                jobs[job_name] = {"result": result, "outputs": {}}
            else:
                try:
                    jobs[job_name] = {"result": "success", "outputs": self._job(name, job, own)}
                except StepError as failure:
                    jobs[job_name] = {"result": "failure", "outputs": {}}
                    failures.append(failure)
        if failures:
            raise failures[0]
        declared = (workflow["on"].get("workflow_call") or {}).get("outputs", {})
        return {key: interpolate(output["value"], {"jobs": jobs}) for key, output in declared.items()}

    def _job(self, name: str, job: Any, contexts: dict[str, Any]) -> dict[str, Any]:
        outputs: dict[str, Any] = {}
        failures = []
        strategy = job.get("strategy", {})
        for matrix in _combinations(interpolate(strategy.get("matrix", {}), contexts)):
            try:
                outputs = self._job_of_matrix(name, job, {**contexts, "matrix": matrix, "steps": {}})
            except StepError as failure:
                if strategy.get("fail-fast", True):
                    raise
                failures.append(failure)
        if failures:
            raise failures[0]
        return outputs

    def _job_of_matrix(self, name: str, job: Any, contexts: dict[str, Any]) -> Any:
        if "uses" in job:
            called = Path(job["uses"].partition("@")[0]).name
            runner = self if job["uses"].startswith("$/") else replace(self, workflows=self.called)
            return runner.run(called, interpolate(job.get("with", {}), contexts), job["permissions"])
        self.ran.append(f"{name}/{interpolate(job['name'], contexts)}")
        if environment := interpolate(job.get("environment"), contexts):
            contexts["vars"] = contexts["vars"] | self.environments[environment]
        self._steps(job["steps"], contexts, {**job, "environment": environment}, {})
        return interpolate(job.get("outputs", {}), contexts)

    def _steps(self, steps: Any, contexts: Any, job: dict[str, Any], session: dict[str, str]) -> None:
        for number, step in enumerate(steps):
            if not condition(step.get("if"), contexts, []):
                continue
            if "run" in step:
                outputs = self._shell(step, contexts, session, _working_directory(self, job))
                contexts["steps"][step.get("id", str(number))] = {"outputs": outputs}
            elif step["uses"].startswith("$/"):
                action = load((self.workflows or self.workspace) / step["uses"].removeprefix("$/") / "action.yml")
                self._steps(action["runs"]["steps"], contexts, job, session)
            else:
                settings = interpolate(step.get("with", {}), contexts)
                session |= self._action(step["uses"].partition("@")[0], settings, job)

    def _action(self, action: str, settings: dict[str, Any], job: dict[str, Any]) -> dict[str, str]:
        if action == "actions/checkout":
            assert job["permissions"]["contents"] == "read"
            self.check_out()
        elif action == "aws-actions/configure-aws-credentials":
            assert job["permissions"]["id-token"] == "write"
            role_arn = settings["role-to-assume"]
            assert role_arn.split(":")[4] == settings["allowed-account-ids"]
            return {"AWS_REGION": settings["aws-region"], **self.assume(role_arn, self._claim(job), self.github["ref"])}
        elif action == "actions/upload-artifact":
            source = self.workspace / settings["path"]
            if source.exists():
                shutil.copytree(source, self._artifact(settings["name"]), dirs_exist_ok=True)
        elif action == "actions/download-artifact":
            target = _working_directory(self, job) / settings["path"]
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(self._artifact(settings["name"]), target)
        elif action == "actions/attest-build-provenance":
            assert {job["permissions"][scope] for scope in ("id-token", "attestations")} == {"write"}
            self.attested += [path.name for path in _working_directory(self, job).glob(settings["subject-path"])]
        else:
            assert action == "actions/setup-python", f"{action} isn't implemented"
        return {}

    def _artifact(self, name: str) -> Path:
        return self.directory / "artifacts" / name

    def _claim(self, job: dict[str, Any]) -> str:
        """Return what https://docs.github.com/actions/reference/security/oidc has after the repository."""
        if job["environment"]:
            return f"environment:{job['environment']}"
        return "pull_request" if self.github["event_name"] == "pull_request" else f"ref:{self.github['ref']}"

    def check_out(self) -> None:
        """Check out the newest commit."""
        if not self.workspace.exists():
            subprocess.run(["git", "clone", "-q", self.origin, self.workspace], check=True)
        # Ignored files stay, as on a self-hosted runner: above all .venv, which takes 8 seconds.
        for command in (["fetch", "-q", self.origin], ["checkout", "-q", "--force", "FETCH_HEAD"], ["clean", "-qfd"]):
            subprocess.run(["git", *command], cwd=self.workspace, check=True)

    def _shell(self, step: Any, contexts: Any, session: dict[str, str], directory: Path) -> dict[str, str]:
        script, output = self.directory / "step.sh", self.directory / "output"
        script.write_text(step["run"])
        output.write_text("")
        machine = {name: value for name, value in os.environ.items() if not _MACHINE.match(name)}
        path = os.pathsep.join(part for part in machine["PATH"].split(os.pathsep) if ".venv" not in part)
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.directory / "summary.md")}
        own = {name: as_text(value) for name, value in interpolate(step.get("env", {}), contexts).items()}
        result = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=directory,
            env={**machine, "PATH": path, **self.environment, **files, **session, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if result.returncode:
            raise StepError(f"{step['run']}\n{result.stdout}")
        return {match["name"]: match["lines"] or match["value"] or "" for match in _OUTPUT.finditer(output.read_text())}


def _working_directory(machine: Runner, job: dict[str, Any]) -> Path:
    """Return the checkout, or an empty folder for a job that checks nothing out."""
    if any(step.get("uses", "").startswith("actions/checkout@") for step in job["steps"]):
        return machine.workspace
    empty = machine.directory / "empty"
    empty.mkdir(exist_ok=True)
    return empty


def load(file: Path) -> Any:
    """Return a workflow or action; YAML 1.1 takes the key ``on`` for a boolean."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same one by libyaml, in an eighth of the time
    content = yaml.load(file.read_text(encoding="utf-8"), loader)
    return {("on" if key is True else key): value for key, value in content.items()}


def _check_permissions(where: str, needed: dict[str, str], granted: dict[str, str] | None) -> None:
    """Refuse what GitHub refuses, before any job is run: a called workflow that needs more than its caller has."""
    order = ["none", "read", "write"]
    for scope, level in needed.items():
        has = "write" if granted is None else granted.get(scope, "none")
        assert order.index(level) <= order.index(has), f"{where} needs {scope}: {level}, its caller has {has}"


def _names(needs: str | list[str] | None) -> list[str]:
    return [needs] if isinstance(needs, str) else needs or []


def _combinations(matrix: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for values in itertools.product(*matrix.values()):
        yield dict(zip(matrix, values, strict=True))
