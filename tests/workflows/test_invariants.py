"""Rules for every workflow, and the findings of zizmor."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from github_actions import load
from repository import ROOT

from slipway import cli
from slipway.config.project import load_project

GITHUB = ROOT / ".github"
WORKFLOWS = {file.name: load(file) for file in sorted((GITHUB / "workflows").iterdir())}
ACTIONS = {file.parent.name: load(file) for file in sorted(GITHUB.glob("actions/*/action.yml"))}
JOBS = {f"{name}/{job}": content for name, workflow in WORKFLOWS.items() for job, content in workflow["jobs"].items()}
STEPS = {name: job["steps"] for name, job in JOBS.items() if "steps" in job} | {
    name: action["runs"]["steps"] for name, action in ACTIONS.items()
}
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")
WRITES = {  # the only jobs that may write anything, and what; id-token is what a role is assumed with
    "deploy-infrastructure.yml/comment": {"pull-requests"},
    "drift.yml/issue": {"issues"},
    "release.yml/publish": {"contents", "attestations"},
}


def steps(kind):
    return [(name, step) for name, steps in STEPS.items() for step in steps if kind in step]


def test_zizmor_finds_nothing():
    zizmor = Path(sys.executable).with_name("zizmor")
    result = subprocess.run(
        [zizmor, "--no-progress", "--offline", "--persona=auditor", GITHUB], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
    assert "No findings to report" in result.stdout + result.stderr
    assert "ignored" not in result.stdout


def test_a_workflow_has_no_permissions_but_its_jobs_do():
    assert [name for name, workflow in WORKFLOWS.items() if workflow["permissions"] != {}] == []
    for name, job in JOBS.items():
        writes = {scope for scope, level in job["permissions"].items() if level == "write"} - {"id-token"}
        assert writes == WRITES.get(name, set()), name
        assert job["permissions"]["contents"] in ({"read"} if "contents" not in writes else {"write"}), name


def test_a_job_that_writes_to_the_repository_runs_no_code_of_it():
    """A dependency's code in such a job could change the repository, or sign its own files."""
    for name, job in JOBS.items():
        if job["permissions"]["contents"] == "write":
            assert [step["uses"] for step in job["steps"] if "checkout" in step.get("uses", "")] == []
            commands = [step["run"].split()[0] for step in job["steps"] if "run" in step]
            assert set(commands) == {"gh"}, name


def test_a_release_comes_from_main_or_a_tag_and_passes_ci():
    jobs = WORKFLOWS["release.yml"]["jobs"]
    assert jobs["checks"]["uses"] == "$/.github/workflows/ci.yml"
    assert jobs["publish"]["needs"] == ["checks", "build"]
    conditions = {jobs[name]["if"] for name in ("checks", "build")}
    assert conditions == {"github.ref_type == 'tag' || github.ref == 'refs/heads/main'"}


def test_a_job_has_a_time_limit_or_is_another_workflow_s():
    for name, job in JOBS.items():
        assert ("timeout-minutes" in job) != ("uses" in job), name
        assert job.get("timeout-minutes", 1) <= 60, name


def test_nothing_that_changes_aws_is_ever_cancelled():
    for name, workflow in WORKFLOWS.items():
        cancel = workflow["concurrency"]["cancel-in-progress"]
        assert cancel is False or name == "ci.yml"
    assert "aws-actions" not in str(WORKFLOWS["ci.yml"])


def test_a_run_takes_no_place_in_the_queue_of_another_branch():
    """GitHub keeps one waiting run a group: one on another branch would end a deployment of main that waits."""
    for name, workflow in WORKFLOWS.items():
        if {"push", "pull_request"} & workflow["on"].keys():
            assert "${{ github.ref }}" in workflow["concurrency"]["group"], name


def test_every_job_is_run_by_a_test():
    """Except Lint, which would install for a minute, and Test and Grants, which would run the suite."""
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    run = set(re.findall(r'"([\w-]+\.yml/[^"]+)"', tests)) | {
        "ci.yml/Lint",
        "ci.yml/Test",
        "deploy-infrastructure.yml/Grants",
    }
    for name, job in JOBS.items():
        if "steps" in job:
            pattern = re.escape(f"{name.partition('/')[0]}/{job['name']}").replace(r"\$\{\{\ inputs\.app\ \}\}", ".+")
            assert any(re.fullmatch(pattern, each) for each in run), name


def test_actions_are_pinned_to_a_commit_or_are_this_repository_s():
    for name, step in steps("uses"):
        assert PINNED.fullmatch(step["uses"]) or step["uses"].startswith("$/.github/actions/"), name
    for name, job in JOBS.items():
        if "uses" in job:
            assert job["uses"].removeprefix("$/.github/workflows/") in WORKFLOWS, name


def test_a_pin_says_which_version_it_is():
    """Dependabot keeps the comment up to date with the commit."""
    pins = [line for file in GITHUB.rglob("*.yml") for line in file.read_text().splitlines() if "@" in line]
    assert pins
    assert [line for line in pins if not re.search(r"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []


def test_one_action_has_one_commit_everywhere():
    used = {step["uses"] for _, step in steps("uses")}
    assert len(used) == len({reference.partition("@")[0] for reference in used})


def test_no_expression_is_part_of_a_script():
    for name, step in steps("run"):
        assert "${{" not in step["run"], name


def test_a_checkout_leaves_no_token_behind():
    checkouts = [step for _, step in steps("uses") if step["uses"].startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_aws_is_reached_by_a_role_of_an_expected_account_alone():
    for name, steps_of_job in STEPS.items():
        for step in steps_of_job:
            if step.get("uses", "").startswith("aws-actions/"):
                assert {"role-to-assume", "allowed-account-ids", "aws-region"} <= step["with"].keys()
                assert not any("key" in setting for setting in step["with"])
                assert JOBS[name]["permissions"]["id-token"] == "write"
    assert "secrets." not in "".join(file.read_text() for file in GITHUB.rglob("*.yml"))


def test_jobs_that_assume_a_role_that_writes_have_an_environment():
    for name, steps_of_job in STEPS.items():
        roles = {step["with"]["role-to-assume"] for step in steps_of_job if "role-to-assume" in step.get("with", {})}
        if roles - {"${{ inputs.plan_role }}"}:
            assert JOBS[name]["environment"] == "${{ inputs.environment }}", name


def test_a_plan_gets_the_role_of_its_environment_and_a_pull_request_no_other_than_dev_s():
    """A plan runs the code of what it plans, and nobody may have reviewed that of a pull request."""
    called = {name: job["with"] for name, job in JOBS.items() if "plan_role" in job.get("with", {})}
    for name, inputs in called.items():
        environment = inputs["environment"]
        role = (
            f"vars.AWS_PLAN_ROLE_{environment.upper().replace('-', '_')}"
            if "{" not in environment
            else "inputs.plan_role"
        )
        assert inputs["plan_role"] == f"${{{{ {role} }}}}", name
    assert called["deploy-infrastructure.yml/plan"]["environment"] == "dev"
    reviewed = {name for name in called if name.startswith("deploy-infrastructure.yml/")}
    for name in reviewed - {"deploy-infrastructure.yml/plan"}:
        assert "checks" in JOBS[name]["needs"], "checks run on main only"


def test_what_a_fork_can_start_gets_no_credentials():
    for name, workflow in WORKFLOWS.items():
        assert "pull_request_target" not in workflow["on"]
        assert "workflow_run" not in workflow["on"]
        if "pull_request" in workflow["on"]:
            has_paths = "paths" in (workflow["on"]["pull_request"] or {})
            assert has_paths == (name == "upstream.yml"), "a required check must run for every pull request"
    assert all("id-token" not in job["permissions"] for job in WORKFLOWS["ci.yml"]["jobs"].values())
    plan = WORKFLOWS["deploy-infrastructure.yml"]["jobs"]["plan"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in plan["if"]


def test_the_checks_that_main_is_said_to_require_are_those_of_every_pull_request():
    """A required check that some pull request doesn't have blocks it forever."""
    *names, last = (f"`{job['name']}`" for job in WORKFLOWS["ci.yml"]["jobs"].values())
    assert f"the checks {', '.join(names)} and {last}." in (ROOT / "docs/delivery.md").read_text()
    assert not any("if" in job for job in WORKFLOWS["ci.yml"]["jobs"].values())


def test_no_workflow_names_an_app_or_a_stack():
    names = {folder.name for folder in (ROOT / "apps").iterdir()} | {stack.name for stack in load_project(ROOT).stacks}
    text = "".join(file.read_text() for file in GITHUB.rglob("*.yml"))
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_every_command_is_one_that_slipway_has():
    commands = [
        line.partition("| ")[2] or line
        for _, step in steps("run")
        for line in step["run"].splitlines()
        if ".venv/bin/slipway" in line
    ]
    assert len(commands) >= 8
    for command in commands:
        # As bash would: a variable without value is none, the others are words; numbers suit every other option.
        words = shlex.split(re.sub(r"\$\{VERSION:\+(.*?)\}(?=$| )", r"\1", command).replace("$OUTCOME", "failed"))
        cli._parser(words[1]).parse_args(["1" if word.startswith("$") else word for word in words[1:]])


def test_only_screenshots_reports_and_packages_are_uploaded():
    """A plan file contains secrets, and everyone who can read the repository can read an artifact."""
    uploads = {name: step for name, step in steps("uses") if "upload-artifact" in step["uses"]}
    assert {name: step["with"]["path"] for name, step in uploads.items()} == {
        "ci.yml/test": "build/screenshots/",
        "deploy-infrastructure.yml/grants": "build/grants/",
        "release.yml/build": "build/dist/",
    }
    assert all(int(step["with"]["retention-days"]) <= 14 for step in uploads.values())
    assert uploads["ci.yml/test"]["if"] == "${{ !cancelled() }}"  # a failed test's screenshot is the important one


def test_dependencies_are_proposed_a_week_after_their_release():
    updates = load(GITHUB / "dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "npm", "terraform", "uv"}
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)


def test_every_locked_file_is_kept_up_to_date():
    updates = {update["package-ecosystem"]: update for update in load(GITHUB / "dependabot.yml")["updates"]}
    locked = subprocess.run(
        ["git", "grep", "-l", "--", "--hash="], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    files = {Path(name) for name in locked.splitlines() if name.endswith(".txt")}
    assert len(files) > 3
    files.remove(Path("slipway/new/template/project/requirements.txt"))  # of new projects, by `make lock` alone
    assert {f"/{file.parent}".removesuffix(".") for file in files} == set(updates["uv"]["directories"])
    packages = {f"/{file.parent.relative_to(ROOT)}" for file in ROOT.glob("tests/*/package-lock.json")}
    assert packages == set(updates["npm"]["directories"])


def test_make_lock_takes_no_release_of_the_last_week():
    """As long as Dependabot waits, or it would lock what a proposed release needs on the day that comes out."""
    recipe = subprocess.run(["make", "-n", "lock"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    compiled = [line for line in recipe.splitlines() if "pip compile" in line]
    assert len(compiled) == 5
    assert all('--exclude-newer "7 days"' in line for line in compiled)
