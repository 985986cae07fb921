"""What a changed file belongs to."""

from dataclasses import replace
from pathlib import Path

import pytest

import lambda_release
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.dev.changes import Changes, classify, load_each, watched

FILES = {
    "apps/get-movie/app.toml": 'libs = ["movies"]\n',
    "apps/get-movie/get_movie.py": "",
    "apps/list-movies/app.toml": 'libs = ["movies", "rest_api"]\n',
    "apps/list-movies/list_movies.py": "",
    "apps/mail/mail.py": "",
    "apps/website/buildspec.yml": "",
    "apps/website/build.py": "",
    "libs/movies/movie.py": "",
    "libs/rest_api/request.py": "",
    "iac/movies/main.tf": 'module "api" {\n  source = "../../modules/rest-api"\n}\n',
    "iac/site/main.tf": 'module "site" {\n  source = "git::https://example.com/x.git//modules/site?ref=1"\n}\n',
    "modules/rest-api/main.tf": 'module "method" {\n  source = "../rest-api-method"\n}\n',
    "modules/rest-api-method/main.tf": "",
    "modules/site/main.tf": 'module "page" {\n  source = "../page"\n}\n',
    "modules/page/main.tf": "",
    "apps/mail/app.toml": 'libs = ["lambda_release"]\n',
    "layers/fonts/fonts.py": "",
    "layers/fonts/app.toml": 'libs = ["drawing"]\n',
    "libs/drawing/draw.py": "",
    "iac/site/files.tf": "locals {\n"
    '  schema = file("${path.module}/../../libs/rest_api/schema.json")\n'
    '  page   = templatefile("${path.module}/../../pages/home-${local.name}.tftpl", {})\n'
    '  layer  = "${path.root}/../../build/layers/fonts.zip"\n}\n',
    "modules/page/files.tf": 'locals {\n  words = fileset("${path.module}/../../words", "*.txt")\n}\n',
    "pages/home-en.tftpl": "",
    "words/a.txt": "",
}


@pytest.fixture
def project(tmp_path):
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    stacks = tuple(Stack(name=name, directory=f"iac/{name}") for name in ("movies", "site"))
    return Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=stacks)


@pytest.fixture
def changes(project):
    """``changes(path, …)`` classifies files of the project."""
    return lambda *paths: classify(project, [project.root / path for path in paths])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("apps/mail/mail.py", Changes(apps=("mail",))),
        ("apps/mail/templates/mail.html", Changes(apps=("mail",))),  # also a deleted one
        ("apps/mail/requirements.txt", Changes(apps=("mail",))),
        ("libs/movies/movie.py", Changes(dependents=("get-movie", "list-movies"))),
        ("libs/rest_api/sub/new.py", Changes(dependents=("list-movies",))),
        ("libs/unused/new.py", Changes()),
        ("apps/website/pages/index.html", Changes(built=("website",))),
        ("apps/README.md", Changes()),
        ("iac/movies/main.tf", Changes(stacks=("movies",))),
        ("iac/movies/environments/dev.tfvars", Changes(stacks=("movies",))),
        ("modules/rest-api-method/main.tf", Changes(stacks=("movies",))),
        ("modules/unused/main.tf", Changes()),
        ("modules/README.md", Changes()),
        ("iac/movies/.terraform/modules/modules.json", Changes()),
        ("iac/movies/slipway-imports.tf", Changes()),
        ("docs/start.md", Changes()),
        ("apps/mail/app.toml", Changes(apps=("mail",))),
        ("libs/movies/requirements.txt", Changes(dependents=("get-movie", "list-movies"))),
        ("libs/rest_api/schema.json", Changes(dependents=("list-movies",), stacks=("site",))),
        ("pages/home-en.tftpl", Changes(stacks=("site",))),
        ("pages/other.tftpl", Changes()),
        ("words/b.txt", Changes(stacks=("site",))),  # of a module of a module
        ("words.txt", Changes()),
        ("layers/fonts/fonts.py", Changes(stacks=("site",))),
        ("libs/drawing/draw.py", Changes(stacks=("site",))),  # the layer has it
        ("slipway.toml", Changes(has_settings=True)),
    ],
)
def test_a_file_belongs_to_its_app_its_stack_or_those_that_use_it(changes, path, expected):
    assert changes(path) == expected


def test_a_lib_that_slipway_is_installed_with_belongs_to_the_apps_that_include_it(project):
    changed = Path(lambda_release.__file__).parent / "release.py"
    assert classify(project, [changed]) == Changes(dependents=("mail",))


def test_everything_that_is_read_is_watched_and_nothing_that_is_written(project):
    (project.root / "build/layers").mkdir(parents=True)
    (project.root / "build/layers/fonts.zip").touch()
    (project.root / "slipway.toml").touch()
    installed = str(Path(lambda_release.__file__).parent)
    paths = [str(path).removeprefix(f"{project.root}/") for path in watched(project)]
    assert sorted(paths) == sorted(
        ["apps", "libs", "layers", "iac", "modules", "pages", "words", "slipway.toml", installed]
    )


def test_a_layer_that_cannot_be_read_is_an_error(project, changes):
    (project.root / "layers/fonts/app.toml").write_text("libs = [")
    (error,) = changes("layers/fonts/app.toml").errors
    assert error.startswith("layers/fonts/app.toml is not TOML")


def test_a_file_of_a_stack_that_cannot_be_read_is_an_error(project, changes):
    file = project.root / "iac/site/main.tf"
    file.write_bytes(b"# caf\xe9")

    changed = changes("iac/site/main.tf", "apps/mail/mail.py")

    assert changed.errors == (f"{file} isn't UTF-8 at byte 5: Terraform requires that",)
    assert (changed.apps, changed.stacks) == (("mail",), ())


def test_files_of_several_apps_are_one_change(changes):
    assert changes("apps/mail/mail.py", "apps/mail/a.py", "libs/rest_api/request.py", "iac/site/main.tf") == Changes(
        apps=("mail",), dependents=("list-movies",), stacks=("site",)
    )


def test_an_app_that_cannot_be_read_is_an_error_only_when_it_has_changed(project, changes):
    (project.root / "apps" / "mail" / "app.toml").write_text("libs = [")

    assert changes("apps/get-movie/get_movie.py") == Changes(apps=("get-movie",))
    (error,) = changes("apps/mail/app.toml", "apps/get-movie/get_movie.py").errors
    assert error.startswith("apps/mail/app.toml is not TOML")


def test_only_an_app_that_is_a_link_is_an_error(project):
    (project.root / "apps" / "linked").symlink_to(project.root / "apps" / "get-movie")

    apps, errors = load_each(project.root)

    assert "get-movie" in apps
    assert errors["linked"] == "apps/linked is a symbolic link: copy the folder here"


def test_the_work_grows_with_the_number_of_apps_and_not_with_its_square(tmp_path, monkeypatch):
    stat, looks = Path.stat, []
    monkeypatch.setattr(Path, "stat", lambda self, **options: looks.append(self) or stat(self, **options))

    def looks_at(number):
        for name in range(number):
            (tmp_path / "apps" / f"app-{name}").mkdir(parents=True, exist_ok=True)
        looks.clear()
        assert len(load_each(tmp_path)[0]) == number
        return len(looks)

    few = looks_at(20)
    assert few <= looks_at(40) <= 2.5 * few


def test_a_deleted_app_and_a_new_one_are_known(project, changes):
    (project.root / "apps" / "mail").rename(project.root / "apps" / "send-mail")

    assert changes("apps/mail/mail.py", "apps/send-mail/mail.py") == Changes(apps=("send-mail",))


def test_a_saved_app_that_includes_a_saved_lib_is_deployed_once(changes):
    assert changes("apps/list-movies/list_movies.py", "libs/movies/movie.py") == Changes(
        apps=("list-movies",), dependents=("get-movie",)
    )


@pytest.mark.parametrize("directory", ["infrastructure", "site", "deploy/eu/site"])
def test_a_changed_module_names_a_stack_in_any_folder(project, directory):
    stack = Stack(name="own", directory=directory)
    file = project.root / directory / "main.tf"
    file.parent.mkdir(parents=True)
    file.write_text('module "api" {\n  source = "../modules/rest-api"\n}\n')
    changed = project.root / "modules/rest-api-method/main.tf"
    assert classify(replace(project, stacks=(stack,)), [changed]).stacks == ("own",)
    assert not classify(replace(project, stacks=(stack,)), [project.root / "modules/site/main.tf"]).stacks
