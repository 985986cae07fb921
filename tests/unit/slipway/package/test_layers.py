"""The zip of a layer, and the command that builds it."""

import zipfile

import pytest

from slipway.cli import main
from slipway.errors import SlipwayError
from slipway.package.package import package, package_layers


@pytest.fixture
def layer(project):
    """The folder of the layer ``shared``."""
    folder = project / "layers" / "shared"
    folder.mkdir(parents=True)
    (folder / "app.toml").write_text('libs = ["movies"]')
    (folder / "money.py").write_text("CURRENCY = 'EUR'\n")
    (folder / "README.md").write_text("For all functions\n")
    return folder


def test_modules_and_libs_are_below_python(project, layer, names):
    (artifact,) = package_layers(project)
    assert (artifact.app, artifact.label) == ("layers/shared", "layers/shared")
    assert artifact.path == project / "build" / "layers" / "shared.zip"
    assert names(artifact) == ["python/money.py", "python/movies/__init__.py", "python/movies/text.py"]


def test_the_same_content_has_the_same_bytes(project, layer):
    (first,) = package_layers(project)
    before = first.path.read_bytes()
    assert package_layers(project)[0].reused
    first.path.unlink()
    (again,) = package_layers(project)
    assert (again.reused, again.path.read_bytes()) == (False, before)
    (layer / "money.py").write_text("CURRENCY = 'CHF'\n")
    assert package_layers(project)[0].code_sha256 != first.code_sha256


def test_an_app_of_the_same_name_is_another_zip(project, layer):
    app = project / "apps" / "shared"
    app.mkdir()
    (app / "shared.py").write_text("def handler(event, context): return 1\n")
    package(project, ["shared"])
    package_layers(project)
    with zipfile.ZipFile(project / "build" / "shared.zip") as opened:
        assert opened.namelist() == ["shared.py"]
    assert package(project, ["shared"])[0].reused


def test_the_command_builds_the_layers_too(monkeypatch, capsys, project, layer):
    monkeypatch.chdir(project)
    assert main(["package"]) == 0
    assert main(["package", "layers/shared"]) == 0
    *everything, only = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in everything) == ["get-movie", "layers/shared", "send-mail"]
    assert only.startswith("layers/shared ")


def test_a_layer_that_doesn_t_exist_or_isn_t_python_is_refused(project, layer):
    with pytest.raises(SlipwayError, match=r"there is no layer 'share' \(did you mean 'shared'\?\)"):
        package_layers(project, ["share"])
    (layer / "app.toml").write_text('runtime = "nodejs22.x"')
    with pytest.raises(SlipwayError, match=r"layers/shared/app\.toml: layers are for Python"):
        package_layers(project)


def test_a_project_without_layers_has_none(project):
    assert package_layers(project) == []
