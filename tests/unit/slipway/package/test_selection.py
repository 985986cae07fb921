"""Which files of an app are in its zip: ``include`` and ``exclude`` of ``app.toml``, and what is left out."""

import json

import pytest

from slipway.cli import main
from slipway.errors import SlipwayError

HANDLER = "send_mail.py"


@pytest.fixture
def add(project):
    """``add(*names)`` creates files in the app send-mail."""

    def add(*names, settings=""):
        for name in names:
            file = project / "apps/send-mail" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        (project / "apps/send-mail/app.toml").write_text(settings)

    return add


def test_what_is_left_out_is_named(add, packaged, project):
    (project / "apps/send-mail/.well-known").mkdir()
    add(".env.production", ".well-known/app.json", "tests/test_it.py", "text/.hidden", "vendor/a.whl")
    expected = (".env.production", ".well-known/", "tests/", "text/.hidden", "vendor/a.whl")
    for is_reused in (False, True):
        artifact = packaged("send-mail")
        assert sorted(artifact.left_out) == [f"apps/send-mail/{name}" for name in expected]
        assert artifact.reused is is_reused


def test_what_is_left_out_of_a_lib_is_named(project, packaged):
    (project / "libs/movies/.env").touch()
    assert packaged("get-movie").left_out == ("libs/movies/.env",)


def test_caches_and_the_packagers_input_are_not_named(add, packaged):
    add("__pycache__/x.pyc", ".DS_Store", ".gitignore", ".ruff_cache/x", "a.py~", "requirements.in", "README.md")
    assert packaged("send-mail").left_out == ()


def test_the_command_prints_what_is_left_out(add, project, monkeypatch, capsys):
    add(".env.production")
    monkeypatch.chdir(project)
    assert main(["package", "send-mail"]) == 0
    advice = "  left out: apps/send-mail/.env.production (`include` in apps/send-mail/app.toml adds them)"
    assert advice in capsys.readouterr().out
    assert main(["package", "send-mail", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["left_out"] == ["apps/send-mail/.env.production"]


@pytest.mark.parametrize("name", ["venv", "env", ".venv"])
def test_a_virtual_environment_is_left_out_and_named(name, add, project, packaged, names):
    add(f"{name}/pyvenv.cfg", f"{name}/lib/site.py")
    (project / f"apps/send-mail/{name}/python").symlink_to("/usr/bin/python3")
    artifact = packaged("send-mail")
    assert (names(artifact), artifact.left_out) == ([HANDLER], (f"apps/send-mail/{name}/",))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".well-known", [".well-known/app.json", ".well-known/test_x.py", ".well-known/x/y.json"]),
        (".well-known/", [".well-known/app.json", ".well-known/test_x.py", ".well-known/x/y.json"]),
        (".well-known/*.json", [".well-known/app.json", ".well-known/x/y.json"]),
        (".well-known/x", [".well-known/x/y.json"]),
        (".env.*", [".env.production"]),
        ("test_data.py", ["test_data.py"]),
    ],
)
def test_include_adds_what_is_left_out(pattern, expected, add, packaged, names):
    add(
        ".env",
        ".env.production",
        ".well-known/app.json",
        ".well-known/x/y.json",
        ".well-known/test_x.py",
        ".well-known/__pycache__/x.pyc",
        "test_data.py",
        settings=f"include = ['{pattern}']",
    )
    artifact = packaged("send-mail")
    assert names(artifact) == sorted([*expected, HANDLER])
    assert "apps/send-mail/.env" in artifact.left_out


@pytest.mark.parametrize("pattern", ["data", "data/", "*.csv", "data/*", "dat?/x.csv"])
def test_exclude_leaves_files_out(pattern, add, packaged, names):
    add("data/x.csv", "text.md", settings=f"exclude = ['{pattern}']")
    artifact = packaged("send-mail")
    assert (names(artifact), artifact.left_out) == ([HANDLER, "text.md"], ())


def test_exclude_overrides_include_and_is_for_libs_too(project, packaged, names):
    for name in ("movies/.data/a.json", "movies/.data/b.json"):
        (project / "libs" / name).parent.mkdir(exist_ok=True)
        (project / "libs" / name).touch()
    settings = "libs = ['movies']\ninclude = ['movies/.data']\nexclude = ['movies/.data/b.json', 'schema']"
    (project / "apps/get-movie/app.toml").write_text(settings)
    found = names(packaged("get-movie"))
    assert found == ["get_movie.py", "movies/.data/a.json", "movies/__init__.py", "movies/text.py"]


def test_an_include_of_nothing_is_an_error(add, packaged):
    add(".env", settings="include = ['.envs']")
    with pytest.raises(SlipwayError, match=r"apps/send-mail/app\.toml: include: no file or folder is called '\.envs'"):
        packaged("send-mail")


def test_a_data_file_with_a_name_of_the_packagers_input_is_kept_in_a_folder(add, packaged, names):
    add("template/README.md", "template/app.toml", "template/requirements.txt")
    assert len(names(packaged("send-mail"))) == 4


@pytest.mark.parametrize("module", ["email", "platform", "boto3"])
def test_an_app_with_the_name_of_a_module_of_python_is_rejected(module, project, packaged):
    (project / f"apps/{module}").mkdir()
    (project / f"apps/{module}/{module}.py").touch()
    with pytest.raises(SlipwayError, match=rf"apps/{module} can't have a module {module}, which hides the one of"):
        packaged(module)


@pytest.mark.parametrize("module", ["platform", "json", "urllib3"])
def test_a_lib_with_the_name_of_a_module_of_python_is_rejected(module, project, packaged):
    (project / f"libs/{module}").mkdir()
    (project / f"libs/{module}/text.py").touch()
    (project / "apps/send-mail/app.toml").write_text(f"libs = ['{module}']")
    with pytest.raises(SlipwayError, match=rf"libs/{module} can't have a module {module}, which hides the one of"):
        packaged("send-mail")


@pytest.mark.parametrize("name", ["types.py", "logging/__init__.py"])
def test_a_module_that_hides_one_of_python_is_rejected(name, add, packaged):
    add(name)
    with pytest.raises(SlipwayError, match=r"apps/send-mail can't have a module (types|logging), which hides the one"):
        packaged("send-mail")


def test_data_with_the_name_of_a_module_of_python_is_kept(add, packaged, names):
    add("email/welcome.html", "types.json")
    assert names(packaged("send-mail")) == ["email/welcome.html", HANDLER, "types.json"]
