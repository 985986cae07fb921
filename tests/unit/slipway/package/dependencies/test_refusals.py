"""Requirements that can't be installed."""

import pytest

from slipway.errors import SlipwayError

LOGIC = "def double(number):\n    return number * 2\n"


def test_requirements_without_hashes_are_an_error_with_the_command_that_adds_them(packaged, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}).split()[0])
    with pytest.raises(SlipwayError, match=r"get-movie/requirements\.txt has no hashes: .*--generate-hashes") as caught:
        packaged()
    file = "apps/get-movie/requirements"  # in the project's folder, requirements.in is that of its tools
    assert f"{file}.in -o {file}.txt`" in str(caught.value)


@pytest.mark.parametrize("option", ["-r ", "-r", "-c ", "--requirement=", "  --constraint "])
def test_requirements_that_include_another_file_are_rejected(option, packaged, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}), f"{option}../locked.txt\n")
    with pytest.raises(SlipwayError, match=r"get-movie/requirements\.txt includes another file \(.*locked\.txt\)"):
        packaged()


def test_a_package_with_another_hash_is_rejected_with_uvs_message(project, packaged, wheel, require):
    line = wheel({"movielib/__init__.py": LOGIC})
    wheel({"movielib/__init__.py": "import os  # changed after the lock\n"})
    require(line)
    with pytest.raises(SlipwayError, match=r"can't be installed for python3\.13 on arm64; uv says:\n(.*\n)*.*[Hh]ash"):
        packaged()
    assert not (project / "build/get-movie.zip").exists()


def test_a_package_without_a_wheel_for_the_platform_is_rejected(packaged, wheel, require):
    require(wheel({"movielib/native.so": ""}, tag="cp313-cp313-macosx_11_0_arm64"))
    with pytest.raises(SlipwayError, match=r"can't be installed for python3\.13 on arm64; uv says:\n(.*\n)*.*wheel"):
        packaged()


@pytest.mark.parametrize("own", ["movielib.py", "movielib/extra.py"])
def test_a_package_that_the_app_hides_is_rejected(own, project, packaged, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}))
    (project / "apps/get-movie" / own).parent.mkdir(exist_ok=True)
    (project / "apps/get-movie" / own).touch()
    with pytest.raises(SlipwayError, match=r"movielib is in apps/get-movie and in apps/get-movie/requirements\.txt"):
        packaged()


def test_requirements_with_only_comments_need_no_uv(monkeypatch, packaged, names, require):
    monkeypatch.setattr("slipway.package.dependencies.find_uv_bin", lambda: "/nowhere")
    require()
    assert names(packaged()) == ["get_movie.py"]
