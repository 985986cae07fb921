"""``slipway init``: what is written, where it takes Slipway from, and what is refused."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from fnmatch import fnmatchcase
from importlib import metadata

import pytest
import uv
import yaml
from repository import ROOT

from slipway.cli import main
from slipway.config.app import load_apps
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.new import project, source
from slipway.new.project import new_project
from slipway.terraform import hcl

VERSION = metadata.version("slipway")
URL = "https://github.com/acme/slipway.git"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    directory = tmp_path_factory.mktemp("written") / "orders"
    new_project(directory, source=URL, region="us-east-1")
    return directory


def texts(directory):
    return {file.relative_to(directory).as_posix(): file.read_text() for file in directory.rglob("*") if file.is_file()}


def test_the_project_has_one_stack_and_one_function(written):
    loaded = load_project(written)
    assert (loaded.region, [stack.directory for stack in loaded.stacks]) == ("us-east-1", ["iac/orders"])
    assert [app.name for app in load_apps(written)] == ["hello"]


def test_every_module_is_that_of_the_release(written):
    sources = [
        module.expression("source")
        for file in (written / "iac").rglob("*.tf")
        for module in hcl.modules(file.read_text())
    ]
    assert sorted(sources) == [
        f'"git::{URL}//iac/bootstrap?ref=v{VERSION}"',
        *(f'"git::{URL}//modules/{name}?ref=v{VERSION}"' for name in ("api-gateway-account", "lambda", "rest-api")),
    ]


@pytest.fixture
def make(written, tmp_path):
    """``make(python)`` makes ``.venv/up`` of a copy; git, whose repository doesn't exist, is never asked."""
    directory = tmp_path / "orders"
    shutil.copytree(written, directory)

    def make(*arguments, path=os.environ["PATH"]):
        environment = {"PATH": path, "HOME": str(tmp_path)}
        return subprocess.run(
            ["make", ".venv/up", *arguments],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return make


@pytest.mark.parametrize("python", ["nopython", "old/python3"])
def test_an_old_python_is_named_before_anything_is_installed(make, tmp_path, python):
    old = tmp_path / "orders" / "old" / "python3"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    result = make(f"PYTHON={python}")

    expected = f"slipway: needs Python 3.11 or newer with venv; PYTHON={python} isn't one"
    assert result.returncode == 2
    assert result.stderr.splitlines()[0] == expected
    assert "Setting up" not in result.stderr


def test_a_newer_python_on_path_is_found_where_python3_is_old(make, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, script in {"python3": "exit 1", "python3.12": '[ "$1" = -c ] || { echo "used" >&2; exit 1; }'}.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)

    result = make(path=f"{tools}:/usr/bin:/bin")

    assert result.stderr.splitlines()[:2] == ["Setting up .venv", "used"]


def test_a_tag_that_the_repository_lacks_is_named_with_its_places(make, tmp_path):
    python = tmp_path / "python"
    python.write_text("""#!/bin/sh
[ "$2" = venv ] && mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/uv
case "$*" in *git+*) exit 1;; esac
exit 0
""")
    python.chmod(0o755)

    result = make(f"PYTHON={python}")

    places = "requirements.in, iac/ and .github/workflows name a repository and a tag that can't be read"
    assert result.stderr.splitlines()[1] == f"slipway: {places}: git+{URL}@v{VERSION}"


def test_slipway_is_installed_by_uv_whose_scripts_start_in_a_folder_with_any_name(make, tmp_path):
    """Those of pip have the path of Python between double quotes, in which the shell replaces `$HOME`."""
    python = tmp_path / "python"
    python.write_text(f"""#!/bin/sh
[ "$2" = venv ] && mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/uv
echo "$0 $*" >> "{tmp_path}/calls"
""")
    python.chmod(0o755)

    assert make(f"PYTHON={python}").returncode == 0

    (call,) = [line for line in (tmp_path / "calls").read_text().splitlines() if "git+" in line]
    assert call.startswith(".venv/bin/uv pip install ")
    assert call.endswith(f" --no-deps git+{URL}@v{VERSION}")


def test_the_tool_and_the_workflows_are_those_of_the_release(written):
    assert f"slipway[harness] @ git+{URL}@v{VERSION}\n" in (written / "requirements.in").read_text()
    for file, called in {"ci.yml": "ci.yml", "deploy.yml": "deploy-infrastructure.yml"}.items():
        (job,) = yaml.safe_load((written / ".github/workflows" / file).read_text())["jobs"].values()
        assert job["uses"] == f"acme/slipway/.github/workflows/{called}@v{VERSION}"


def test_what_slipway_requires_is_locked(written):
    locked = re.findall(r"^([\w-]+)==", (written / "requirements.txt").read_text(), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    required = [*project["dependencies"], *project["optional-dependencies"]["harness"]]
    assert {re.match(r"[\w-]+", each)[0] for each in required} | {"ruff"} <= set(locked)
    (ruff,) = re.findall(r"^ruff==\S+", (written / "requirements.in").read_text(), re.MULTILINE)
    assert f"{ruff} " in (written / "requirements.txt").read_text()


def test_the_provider_is_locked_as_here(written):
    lock = (ROOT / "iac/movies/.terraform.lock.hcl").read_text()
    assert {file.read_text() for file in (written / "iac").glob("*/.terraform.lock.hcl")} == {lock}


def test_nothing_of_the_example_and_no_placeholder_is_left(written):
    for name, text in texts(written).items():
        assert "%{" not in text, name
        if not name.endswith((".txt", ".hcl")):
            assert "movie" not in text, name
            assert "eu-central-1" not in text, name


def test_the_bootstrap_s_names_are_those_that_the_stack_uses(written):
    text = (written / "iac/orders/environments/prod.tfvars").read_text()
    assert '"arn:aws:iam::123456789012:policy/orders-boundary-prod"' in text
    assert '"/orders/prod/"' in text
    assert '"orders-state-123456789012-us-east-1"' in (written / "iac/orders/environments/dev.s3.tfbackend").read_text()


def test_python_is_formatted_and_linted_and_its_unit_tests_pass(written):
    for command in (
        ["ruff", "format", "--check"],
        ["ruff", "check"],
        ["pytest", "-q", "-p", "no:cacheprovider", "tests/unit"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=written, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_clone_is_used_in_place(tmp_path):
    new_project(tmp_path / "orders", source=str(ROOT))
    assert f'source = "{ROOT}//modules/rest-api"' in (tmp_path / "orders/iac/orders/api.tf").read_text()
    assert f"slipway[harness] @ {ROOT.as_uri()}\n" in (tmp_path / "orders/requirements.in").read_text()


@pytest.mark.parametrize(
    ("direct_url", "repository"),
    [
        ({"url": "https://github.com/acme/fork", "vcs_info": {}}, "git::https://github.com/acme/fork"),
        ({"url": "file:///clone", "dir_info": {}}, "git::https://github.com/example/slipway.git"),
        (None, "git::https://github.com/example/slipway.git"),
    ],
)
def test_the_source_is_where_slipway_was_installed_from(direct_url, repository, monkeypatch):
    text = json.dumps(direct_url) if direct_url else None
    record = type("Record", (), {"read_text": lambda *_: text})()
    monkeypatch.setattr(source.metadata, "distribution", lambda _: record)
    monkeypatch.setattr(source.metadata, "version", lambda _: "1.2.3")
    assert source.find(None).repository == repository


@pytest.mark.parametrize("given", ["", ".", "git@github.com:acme/slipway.git"])
def test_a_folder_without_a_clone_is_refused(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SlipwayError, match="a folder with a clone of Slipway"):
        new_project(tmp_path / "orders", source=given)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https://github.com",
        "https:///acme/slipway.git",
        "ftp://github.com/acme/slipway.git",
        "git+https://github.com/acme/slipway.git",
        "https://github.com/acme/slipway.git?ref=v1",
        "https://github.com/acme/slipway.git@v1",
        "https://github.com/acme/slipway.git#main",
        "https://github.com/acme//slipway",
        "https://owner:password@github.com/acme/slipway.git",
        "https://github.com/acme/sl ipway",
        'https://github.com/acme/"slipway',
        "https://github.com/acme/${slipway}",
        "https://github.com/acme/slipway.git\n",
    ],
)
def test_a_url_that_terraform_or_pip_cannot_use_is_refused(url):
    with pytest.raises(SlipwayError, match="write the URL of a git repository"):
        source.find(url)


@pytest.mark.parametrize(
    "url", ["ssh://git@github.com/acme/slipway.git", "https://git.example.com:8443/a/b/slipway", "file:///srv/slipway"]
)
def test_a_url_of_any_git_server_can_be_used(url):
    assert source.find(f"{url}/").repository == f"git::{url}"


@pytest.fixture
def repository(tmp_path):
    """A git repository with the tag v0.0.1."""
    folder = tmp_path / "repository"
    author = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    for command in (("init", "-q"), (*author, "commit", "-q", "--allow-empty", "-m", "x"), ("tag", "v0.0.1")):
        folder.mkdir(exist_ok=True)
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder.as_uri()


def test_a_repository_must_have_the_tag(repository, monkeypatch, tmp_path, capsys):
    assert main(["init", str(tmp_path / "orders"), "--source", repository]) == 1
    assert f"{repository} has no tag v{VERSION}, from which the project" in capsys.readouterr().err
    assert not (tmp_path / "orders").exists()
    monkeypatch.setattr(source.metadata, "version", lambda _: "0.0.1")
    source.check_tag(source.find(repository))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("echo 'first' >&2; echo 'fatal: Authentication failed' >&2; exit 128", "fatal: Authentication failed"),
        ("sleep 600", "git doesn't respond"),
        (None, "git isn't on PATH"),
    ],
)
def test_a_repository_that_cannot_be_read_now_is_reported(program, reason, monkeypatch, tmp_path, capsys):
    if program:
        (tmp_path / "git").write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}" if program else str(tmp_path))
    monkeypatch.setattr(source, "_TIMEOUT", 0.2)
    source.check_tag(source.find(URL))
    message = f"can't see whether {URL} has the tag v{VERSION}, which the project needs: {reason}\n"
    assert capsys.readouterr() == ("", message)


def test_a_clone_needs_no_tag(monkeypatch):
    monkeypatch.setattr(source.process, "run", None)
    source.check_tag(source.find(str(ROOT)))


@pytest.mark.parametrize("name", ['sl"ipway', "sl${ip}way", "sl?ipway", "sl'ipway"])
def test_a_clone_whose_path_terraform_cannot_use_is_refused(name, tmp_path):
    for folder in ("modules", "slipway_emulator"):
        (tmp_path / name / folder).mkdir(parents=True)
    with pytest.raises(SlipwayError, match="Terraform can't use a path with"):
        source.find(str(tmp_path / name))


@pytest.mark.parametrize("folder", ["orders", "orders/new"])
def test_a_link_to_nothing_and_a_file_are_refused(folder, tmp_path):
    place = tmp_path / "orders"
    place.symlink_to(tmp_path / "gone")
    with pytest.raises(SlipwayError, match="is a symbolic link to a folder that doesn't exist"):
        new_project(tmp_path / folder, source=URL)
    place.unlink()
    place.write_text("a file")
    with pytest.raises(SlipwayError, match="orders is a file: choose another folder"):
        new_project(tmp_path / folder, source=URL)
    assert list(tmp_path.iterdir()) == [place]


def test_what_only_aws_uses_of_a_module_counts_as_used(written):
    (expected,) = load_project(written).unused_grants
    granted = set(re.findall(r'"(logs:\w+)"', (ROOT / "modules" / "api-gateway-account" / "main.tf").read_text()))
    assert granted
    assert {action for action in granted for known in expected.actions if fnmatchcase(action, known)} == granted
    assert fnmatchcase("dev-api-gateway-logs", expected.role)


def test_a_debugger_is_in_the_environment_that_the_launch_configuration_needs(written):
    assert (written / ".vscode/launch.json").exists()
    (debugger,) = re.findall(r"^debugpy==\S+", (written / "requirements.in").read_text(), re.MULTILINE)
    assert f"{debugger} " in (written / "requirements.txt").read_text()


@pytest.mark.parametrize(
    "name", ["Orders", "-orders", "orders-", "o" * 21, "bootstrap", "dev", "prod-orders", "or_ders"]
)
def test_a_name_that_the_bootstrap_or_aws_refuses_is_refused(tmp_path, name):
    with pytest.raises(SlipwayError, match="can't be a project's name"):
        new_project(tmp_path / name, source=URL)
    assert list(tmp_path.iterdir()) == []


def test_a_region_that_is_none_is_refused(tmp_path):
    with pytest.raises(SlipwayError, match="isn't the name of an AWS region"):
        new_project(tmp_path / "orders", region="Frankfurt")


def test_only_an_empty_folder_is_written_to(tmp_path, capsys, monkeypatch):
    (tmp_path / "orders").mkdir()
    monkeypatch.chdir(tmp_path / "orders")
    monkeypatch.setattr(source, "check_tag", lambda _: None)
    assert main(["init", ".", "--source", URL]) == 0
    assert (tmp_path / "orders/Makefile").exists()
    before = texts(tmp_path)
    assert main(["init", ".", "--source", URL]) == 1
    assert "isn't an empty folder" in capsys.readouterr().err
    assert texts(tmp_path) == before


def test_ctrl_c_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(project, "new_app", interrupted)
    with pytest.raises(KeyboardInterrupt):
        new_project(tmp_path / "orders", source=URL)
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_has_every_template(tmp_path):
    """``uvx --from git+https://… slipway init`` has only the wheel."""
    command = [uv.find_uv_bin(), "build", "--quiet", "--wheel", "--out-dir", tmp_path, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    files = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("slipway/new/template/")}
    folder = ROOT / "slipway/new/template"
    assert files >= {file.relative_to(ROOT).as_posix() for file in folder.rglob("*") if file.is_file()}
