import re

import botocore.session
import pytest

from slipway.config.app import load_apps
from slipway.errors import SlipwayError


@pytest.fixture
def project(tmp_path):
    for folder in ("apps/get-movie", "apps/list-movies", "libs/movies"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def settings(project, text):
    (project / "apps/get-movie/app.toml").write_text(text)


def test_the_defaults_are_python_3_13_and_arm64(project):
    app = load_apps(project, ["get-movie"])[0]
    assert (app.runtime, app.architecture, app.libs, app.bytecode) == ("python3.13", "arm64", (), None)
    assert (app.name, app.handler) == ("get-movie", "get_movie.handler")


def test_app_toml_overrides_the_defaults(project):
    settings(project, 'libs = ["movies"]\nruntime = "python3.12"\narchitecture = "x86_64"\nbytecode = "3.12.1"')
    app = load_apps(project, ["get-movie"])[0]
    assert (app.libs, app.runtime, app.architecture, app.bytecode) == (("movies",), "python3.12", "x86_64", "3.12.1")


@pytest.mark.parametrize(
    ("runtime", "family", "handler"),
    [
        ("python3.13", "python", "get_movie.handler"),
        ("nodejs22.x", "nodejs", "get_movie.handler"),
        ("nodejs24.x", "nodejs", "get_movie.handler"),
        ("provided.al2023", "provided", "bootstrap"),
    ],
)
def test_the_runtime_decides_the_handler(runtime, family, handler, project):
    settings(project, f'runtime = "{runtime}"')
    app = load_apps(project, ["get-movie"])[0]
    assert (app.family, app.handler) == (family, handler)


def test_the_runtimes_are_those_of_the_api_except_deprecated_ones(project):
    """This fails when boto3 has a new runtime: add the runtime, once packaging for it has been tried."""
    api = botocore.session.get_session().get_service_model("lambda").shape_for("Runtime").enum
    oldest = {"python3.": 11, "nodejs": 22}
    known = [(name, re.fullmatch(r"(python3\.|nodejs)(\d+)(\.x)?", name)) for name in api]
    supported = [name for name, match in known if match and int(match[2]) >= oldest[match[1]]]

    def is_accepted(runtime):
        settings(project, f'runtime = "{runtime}"')
        try:
            return bool(load_apps(project, ["get-movie"]))
        except SlipwayError:
            return False

    assert sorted(filter(is_accepted, [*api, "python3.16", "nodejs28.x"])) == sorted([*supported, "provided.al2023"])


def test_without_names_every_app_is_loaded_and_a_repeated_name_counts_once(project):
    (project / "apps/__pycache__").mkdir()
    (project / "apps/.cache").mkdir()
    (project / "apps/removed-by-git/__pycache__").mkdir(parents=True)
    assert [app.name for app in load_apps(project)] == ["get-movie", "list-movies"]
    assert [app.name for app in load_apps(project, ["list-movies", "list-movies"])] == ["list-movies"]


def test_a_folder_that_a_pipeline_builds_is_not_a_function(project):
    (project / "apps/website").mkdir()
    (project / "apps/website/buildspec.yml").touch()
    assert [app.name for app in load_apps(project)] == ["get-movie", "list-movies"]
    with pytest.raises(SlipwayError, match=r"apps/website isn't a function: it has a buildspec\.yml"):
        load_apps(project, ["get-movie", "website"])


def test_an_unknown_app_is_rejected_with_a_suggestion(project):
    with pytest.raises(
        SlipwayError, match=r"no app 'get-movei' \(did you mean 'get-movie'\?\); there are get-movie, list-"
    ):
        load_apps(project, ["get-movei"])


def test_a_path_instead_of_a_name_is_rejected_with_the_name(project):
    with pytest.raises(SlipwayError, match=r"no app 'apps/get-movie/' \(did you mean 'get-movie'\?\)"):
        load_apps(project, ["apps/get-movie/"])


def test_a_project_without_apps_is_rejected(tmp_path):
    with pytest.raises(SlipwayError, match="no app in apps/"):
        load_apps(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("runtim = 'python3.13'", "unknown key 'runtim' .did you mean 'runtime'"),
        ("runtime = 'nodejs20.x'", r"runtime can't be 'nodejs20.x'; write runtime = \"python3.13\""),
        ("runtime = 'python3.10'", "from 3.11 to 3.15"),
        ("runtime = 3.13", "runtime can't be 3.13"),
        ("architecture = 'aarch64'", r"architecture can't be 'aarch64'; write architecture = \"arm64\""),
        ("bytecode = '3.13'", "bytecode can't be '3.13'; write .*exact Python release"),
        ("alarm = 'the movies'", r"alarm can't be 'the movies'; write alarm = \"movies\""),
        ("bytecode = '3.12.1'", "bytecode of Python 3.12.1 doesn't run on python3.13"),
        ("runtime = 'nodejs22.x'\nbytecode = '3.13.0'", "doesn't run on nodejs22.x; remove it"),
        ("runtime = 'provided.al2'", '"provided.al2023"'),
        ("libs = 'movies'", r"libs can't be 'movies'; write a list .* libs = \[\"movies\"\]"),
        ("libs = [1]", r"libs can't be \[1\]"),
        ("libs = ['movie']", "no lib 'movie' .did you mean 'movies'"),
        ("libs = ['../apps']", "no lib '../apps'"),
        ("include = '.env'", r"include can't be '.env'; write a list of paths in the zip, e.g. include = "),
        ("exclude = [1]", r"exclude can't be \[1\]; write a list of paths in the zip, e.g. exclude = "),
        ("include = ['/etc']", "include can't be"),
        ("include = ['a/../../other']", "include can't be"),
        ("exclude = ['']", "exclude can't be"),
        ("excludes = ['a']", "unknown key 'excludes' .did you mean 'exclude'"),
    ],
)
def test_an_invalid_setting_is_an_error_with_file_key_and_valid_values(project, text, message):
    settings(project, text)
    with pytest.raises(SlipwayError, match=f"^apps/get-movie/app.toml: .*{message}"):
        load_apps(project)


def test_a_file_that_is_not_toml_is_an_error(project):
    settings(project, "libs = [")
    with pytest.raises(SlipwayError, match=r"^apps/get-movie/app\.toml is not TOML: "):
        load_apps(project)


def test_a_byte_order_mark_is_ignored(project):
    (project / "apps/get-movie/app.toml").write_bytes(b'\xef\xbb\xbfarchitecture = "x86_64"')
    assert load_apps(project, ["get-movie"])[0].architecture == "x86_64"


@pytest.mark.parametrize("link", ["apps/other", "libs/other", "apps"])
def test_a_folder_that_is_a_symbolic_link_is_rejected(link, project, tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    settings(project, 'libs = ["movies"]')
    if link == "apps":
        (project / "apps").rename(target / "apps")
        target = target / "apps"
    (project / link).symlink_to(target)
    with pytest.raises(SlipwayError, match=f"^{link}/? is a symbolic link: "):
        load_apps(project)
