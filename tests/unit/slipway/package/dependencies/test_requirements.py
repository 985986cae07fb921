"""Which requirements are installed: those of the app and its libs, for the newest patch release of the runtime."""

import pytest

from slipway.errors import SlipwayError

MODULE = {"movielib/__init__.py": ""}


def with_marker(line, marker):
    requirement, checksum = line.split()
    return f"{requirement} ; {marker} {checksum}\n"


@pytest.mark.parametrize(
    ("marker", "is_installed"),
    [
        ('python_full_version >= "3.13.2"', True),
        ('python_full_version != "3.13.0"', True),
        ('python_full_version > "3.13" and implementation_version >= "3.13.1"', True),
        ('python_full_version < "3.13.2"', False),
        ('python_version >= "3.14"', False),
        ('sys_platform == "win32"', False),
        ('sys_platform == "darwin" and platform_machine == "arm64"', False),
    ],
)
def test_a_marker_is_judged_for_the_newest_patch_release(marker, is_installed, packaged, names, wheel, require):
    require(with_marker(wheel(MODULE), marker))
    assert ("movielib/__init__.py" in names(packaged())) is is_installed


@pytest.mark.parametrize("specifier", [">=3.13.2", ">=3.11, !=3.13.0", "~=3.13.1"])
def test_a_package_that_requires_a_patch_release_is_installed(specifier, packaged, names, wheel, require):
    require(wheel(MODULE, fields=f"Requires-Python: {specifier}\n"))
    assert "movielib/__init__.py" in names(packaged())


@pytest.mark.parametrize(
    ("marker", "settings"),
    [
        ('extra == "all"', ""),
        ('platform_machine == "arm64"', ""),
        ('platform_machine == "AMD64"', 'architecture = "x86_64"'),
        ('platform_release >= "6.1"', ""),
    ],
)
def test_a_requirement_that_is_left_out_without_certainty_is_an_error(marker, settings, packaged, wheel, require):
    require(with_marker(wheel(MODULE), marker), settings=settings)
    with pytest.raises(SlipwayError, match=r"get-movie/requirements\.txt: not installed for .*: movielib==1\.0 ; "):
        packaged()


def test_names_are_compared_as_python_does(packaged, names, wheel, require):
    require(wheel({"movie_lib.py": ""}, name="Movie_Lib").replace("Movie_Lib", "movie.LIB[fast]"))
    assert "movie_lib.py" in names(packaged())


@pytest.fixture
def with_lib(project, wheel, require):
    """``with_lib(*lines)`` makes the app use a lib whose requirements are these lines."""

    def write(*lines):
        lib = project / "libs/movies"
        lib.mkdir(parents=True, exist_ok=True)
        (lib / "__init__.py").touch()
        (lib / "requirements.txt").write_text("".join(lines))

    return write


def test_the_requirements_of_a_lib_are_installed_and_not_shipped(with_lib, packaged, names, wheel, require):
    with_lib(wheel(MODULE))
    require(settings='libs = ["movies"]')
    found = names(packaged())
    assert "movielib/__init__.py" in found
    assert "movies/requirements.txt" not in found


def test_an_app_and_its_lib_may_require_the_same_package(with_lib, packaged, names, wheel, require):
    line = wheel(MODULE)
    with_lib(line)
    require(line, wheel({"films.py": ""}, name="films"), settings='libs = ["movies"]')
    assert {"movielib/__init__.py", "films.py"} <= set(names(packaged()))


def test_a_change_of_a_libs_requirements_builds_the_zip_again(with_lib, packaged, names, wheel, require):
    with_lib()
    require(settings='libs = ["movies"]')
    assert "movielib/__init__.py" not in names(packaged())
    with_lib(wheel(MODULE))
    assert "movielib/__init__.py" in names(packaged())


def test_an_invalid_requirement_of_a_lib_is_an_error_with_the_libs_name(with_lib, packaged, wheel, require):
    with_lib("movielib==1.0\n")
    require(settings='libs = ["movies"]')
    with pytest.raises(SlipwayError, match=r"libs/movies/requirements\.txt has no hashes"):
        packaged()
    with_lib(wheel(MODULE).replace("==1.0", "==2.0"))
    with pytest.raises(SlipwayError, match=r"libs/movies/requirements\.txt can't be installed"):
        packaged()


@pytest.mark.parametrize(
    "written", ["./vendor/{}", "vendor/{}", "movielib @ ./vendor/{}", "movielib @ file:./vendor/{}"]
)
@pytest.mark.parametrize("directory", [".", "apps/get-movie", ".."])
def test_a_relative_path_is_relative_to_its_file(
    written, directory, monkeypatch, project, packaged, names, wheel, require
):
    checksum = wheel(MODULE).split()[1]
    name = "movielib-1.0-py3-none-any.whl"
    (project / "apps/get-movie/vendor").mkdir()
    (project.parent / "wheels" / name).rename(project / "apps/get-movie/vendor" / name)
    require(f"{written.format(name)} {checksum}\n")
    monkeypatch.chdir(project / directory)
    assert "movielib/__init__.py" in names(packaged())


@pytest.mark.parametrize("option", ["--find-links vendor", "--find-links=./vendor", "-f ../get-movie/vendor"])
def test_a_folder_of_wheels_is_relative_to_its_file(option, project, packaged, names, wheel, require, monkeypatch):
    line = wheel(MODULE)
    (project.parent / "wheels").rename(project / "apps/get-movie/vendor")
    monkeypatch.delenv("UV_FIND_LINKS")
    require(f"{option}\n", line)
    assert "movielib/__init__.py" in names(packaged())


def test_a_wheel_of_a_lib_is_relative_to_the_lib(with_lib, project, packaged, names, wheel, require):
    checksum = wheel(MODULE).split()[1]
    with_lib(f"./movielib-1.0-py3-none-any.whl {checksum}\n")
    name = "movielib-1.0-py3-none-any.whl"
    (project.parent / "wheels" / name).rename(project / "libs/movies" / name)
    require(settings='libs = ["movies"]')
    assert "movielib/__init__.py" in names(packaged())


def test_a_byte_order_mark_is_ignored(project, packaged, names, wheel, require):
    require(wheel(MODULE))
    file = project / "apps/get-movie/requirements.txt"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().removeprefix(b"# locked\n"))
    assert "movielib/__init__.py" in names(packaged())


@pytest.mark.parametrize(
    "requirement",
    [
        "-e ./movielib",
        "--editable=../movielib",
        "./movielib",
        "movielib @ git+https://example.com/movielib.git@0123456",
        "git+ssh://git@example.com/movielib.git",
        "./movielib-1.0.tar.gz",
        "movielib @ https://example.com/movielib-1.0.zip",
    ],
)
def test_a_requirement_that_must_be_built_is_an_error_that_says_how(requirement, packaged, require):
    require(f"{requirement} --hash=sha256:{'0' * 64}\n")
    with pytest.raises(
        SlipwayError, match=r"must be built \(.*movielib.*\): build a wheel .* into apps/get-movie/vend"
    ):
        packaged()


def test_a_package_that_has_only_a_source_distribution_is_an_error_that_says_how(project, packaged, wheel, require):
    line = wheel(MODULE)
    wheels = project.parent / "wheels"
    (wheels / "movielib-1.0-py3-none-any.whl").rename(wheels / "movielib-1.0.tar.gz")
    require(line)
    with pytest.raises(SlipwayError, match=r"uv says:\n(.*\n)*for a package without wheels, build a wheel "):
        packaged()
