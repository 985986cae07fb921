"""Node.js apps: needs Node.js and npm, as every CI runner has them; esbuild comes from the npm registry."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from slipway.errors import SlipwayError
from slipway.package import esbuild
from slipway.package.package import package

# In one worker, whose tests share what npm installs.
pytestmark = [pytest.mark.xdist_group("nodejs"), pytest.mark.slow(20)]

ESBUILD_LOCK = Path(__file__).parent / "package-lock.json"
HANDLER = 'import { double } from "numbers";\nexport const handler = async (event) => double(event.number);\n'
CALL = 'import("./get_movie.{}").then(m => m.handler({{number: 21}})).then(r => console.log(JSON.stringify(r)))'


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A folder for what the projects of this file share, as the apps of a project do: npm takes half a second."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture
def project(tmp_path, shared):
    """The folder of a project whose app get-movie is in JavaScript."""
    root = tmp_path / "project"
    (root / ".slipway").mkdir(parents=True)
    (root / ".slipway/packages").symlink_to(shared)
    write(root, "app.toml", 'runtime = "nodejs22.x"')
    write(root, "get_movie.mjs", "export const handler = async (event) => event.number * 2;\n")
    return root


@pytest.fixture
def with_own_packages(project):
    """The project shares no packages, so that npm installs them in this test."""
    (project / ".slipway/packages").unlink()


def write(root, name, content):
    file = root / "apps/get-movie" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


@pytest.fixture
def replace(tmp_path):
    """``replace(files, name)`` replaces files of a package before it is locked; there is one named "numbers"."""

    def replace(files, name="numbers"):
        manifest = {"name": name, "version": "1.0.0", "main": "index.js", "bin": "run.js"}
        default = {
            "package.json": json.dumps({**manifest, "scripts": {"postinstall": "exit 1"}}),
            "index.js": 'require("node:fs");\nexports.double = (number) => number * 2;\n',
            "index.d.ts": "export declare const double: (number: number) => number;\n",
            "index.js.map": "{}",
            "run.js": "#!/usr/bin/env node\n",
        }
        for path, text in {**default, **files}.items():
            file = tmp_path / "packages" / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    replace({})
    return replace


def pack(folder, target):
    """Return a tarball of a package, which is the same one for the same files."""
    files = {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*")) if file.is_file()}
    tarball = target / f"{hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]}.tgz"
    if not tarball.exists():
        with tarfile.open(tarball, "w:gz") as opened:
            opened.add(folder, "package")
    return tarball


def locked(tarball, app, name):
    """Return the entry of a package in the lock of an app, as npm writes it, which takes half a second."""
    return {
        "version": "1.0.0",
        "resolved": f"file:{os.path.relpath(tarball, app)}",
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode(),
        "hasInstallScript": True,
        "bin": {name: "run.js"},
    }


@pytest.fixture
def depend(project, replace, shared, tmp_path, monkeypatch):
    """``depend()`` adds each package to the app as a locked dependency."""

    monkeypatch.setenv("npm_config_offline", "true")

    def depend():
        app = project / "apps/get-movie"
        tarballs = {folder.name: pack(folder, shared) for folder in sorted((tmp_path / "packages").iterdir())}
        manifest = {"name": "get-movie", "dependencies": {name: f"file:{each}" for name, each in tarballs.items()}}
        packages = {f"node_modules/{name}": locked(each, app, name) for name, each in tarballs.items()}
        lock = {"name": "get-movie", "lockfileVersion": 3, "requires": True, "packages": {"": manifest, **packages}}
        write(project, "get_movie.mjs", HANDLER)
        write(project, "package.json", json.dumps(manifest))
        write(project, "package-lock.json", json.dumps(lock))

    return depend


@pytest.fixture
def bundle(project, depend, monkeypatch):
    """``bundle(entry, text)`` makes the app bundle an entry file and its dependencies with esbuild."""

    def bundle(entry, text):
        depend()
        (project / "apps/get-movie/get_movie.mjs").unlink()
        write(project, entry, text)
        manifest, lock = (json.loads((project / "apps/get-movie" / name).read_text()) for name in
                          ("package.json", "package-lock.json"))  # fmt: skip
        esbuild = json.loads(ESBUILD_LOCK.read_text())["packages"]
        development = {"devDependencies": esbuild[""]["devDependencies"]}
        lock["packages"] = {**esbuild, **lock["packages"], "": {**lock["packages"][""], **development}}
        write(project, "package.json", json.dumps({**manifest, **development}))
        write(project, "package-lock.json", json.dumps(lock))
        monkeypatch.setenv("npm_config_offline", "false")

    return bundle


def answer(artifact, folder, suffix="mjs"):
    """Return the handler's result, run from the unpacked zip outside the project."""
    with zipfile.ZipFile(artifact.path) as opened:
        opened.extractall(folder)
    done = subprocess.run(["node", "-e", CALL.format(suffix)], cwd=folder, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_a_script_without_packages_needs_no_npm(monkeypatch, packaged, names, tmp_path, project):
    write(project, "node_modules/left/index.js", "")
    write(project, "get_movie.test.mjs", "")
    artifact = packaged()
    assert names(artifact) == ["get_movie.mjs"]
    assert answer(artifact, tmp_path / "task") == 42


def test_locked_packages_are_included_without_scripts_types_and_links(depend, packaged, names, tmp_path):
    depend()
    artifact = packaged()
    assert names(artifact) == [
        "get_movie.mjs",
        "node_modules/numbers/index.js",
        "node_modules/numbers/package.json",
        "node_modules/numbers/run.js",
        "package.json",
    ]
    assert answer(artifact, tmp_path / "task") == 42


@pytest.mark.parametrize(
    ("entry", "text", "suffix"),
    [
        ("get_movie.ts", HANDLER.replace("(event)", "(event: { number: number })"), "js"),
        ("get_movie.mts", HANDLER.replace("(event)", "(event: { number: number })"), "mjs"),
        ("get_movie.js", HANDLER, "js"),
    ],
)
def test_esbuild_bundles_one_script_and_data_files_are_included(
    entry, text, suffix, bundle, packaged, names, tmp_path, project
):
    bundle(entry, text)
    write(project, "texts/mail.txt", "Hello")
    write(project, "tsconfig.json", "{}")
    artifact = packaged()
    assert names(artifact) == [f"get_movie.{suffix}", "texts/mail.txt"]
    assert answer(artifact, tmp_path / "task", suffix) == 42


@pytest.mark.usefixtures("with_own_packages")
def test_the_bundler_is_installed_with_node_env_production_too(bundle, packaged, names, monkeypatch):
    bundle("get_movie.ts", HANDLER)
    monkeypatch.setenv("NODE_ENV", "production")
    assert names(packaged()) == ["get_movie.js"]


@pytest.mark.usefixtures("with_own_packages")
def test_bundles_do_not_depend_on_the_folder_and_a_second_run_builds_nothing(bundle, project, tmp_path, packaged):
    bundle("get_movie.ts", HANDLER)
    other = tmp_path / "else where"
    shutil.copytree(project, other)
    first, second = packaged(), package(other)[0]
    assert first.path.read_bytes() == second.path.read_bytes()
    assert (second.reused, packaged().reused) == (False, True)


@pytest.mark.usefixtures("with_own_packages")
def test_packages_do_not_depend_on_folder_and_umask(depend, project, tmp_path, packaged):
    depend()
    other = tmp_path / "else where"
    shutil.copytree(project, other)
    first = packaged()
    before = os.umask(0o077)
    try:
        second = package(other)[0]
    finally:
        os.umask(before)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert (first.reused, second.reused) == (False, False)


def test_a_changed_lock_is_built_again(depend, packaged, project):
    depend()
    packaged()
    lock = project / "apps/get-movie/package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    assert not packaged().reused


def test_packages_that_are_not_locked_are_rejected(depend, packaged, project):
    depend()
    (project / "apps/get-movie/package-lock.json").unlink()
    with pytest.raises(SlipwayError, match=r"apps/get-movie has no package-lock\.json: `npm install --package-lock"):
        packaged()


def test_a_lock_that_does_not_match_is_rejected_with_npms_message(depend, packaged, project):
    depend()
    write(project, "package.json", '{"dependencies": {"numbers": "2.0.0"}}')
    with pytest.raises(
        SlipwayError, match=r"package-lock\.json can't be installed for nodejs22\.x; npm says:\n(.*\n)*npm error"
    ):
        packaged()


@pytest.mark.usefixtures("with_own_packages")
def test_missing_npm_is_an_error(depend, packaged, monkeypatch, tmp_path):
    depend()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SlipwayError, match=r"is packaged with npm, which isn't on PATH: install Node\.js"):
        packaged()


def test_typescript_without_a_bundler_is_rejected(packaged, project):
    (project / "apps/get-movie/get_movie.mjs").rename(project / "apps/get-movie/get_movie.ts")
    with pytest.raises(SlipwayError, match=r"get_movie\.ts needs a bundler: `npm install --save-dev esbuild`"):
        packaged()


def test_an_error_of_esbuild_is_shown(bundle, packaged):
    bundle("get_movie.ts", 'import "./nowhere";\nexport const handler = 1;\n')
    with pytest.raises(SlipwayError, match=r'can\'t be bundled; esbuild says:\n(.*\n)*.*Could not resolve "./nowhere"'):
        packaged()


def test_two_files_for_one_handler_are_rejected(packaged, project):
    write(project, "get_movie.js", "")
    with pytest.raises(SlipwayError, match=r"has get_movie\.mjs and get_movie\.js: keep one"):
        packaged()


@pytest.mark.usefixtures("with_own_packages")
def test_a_byte_order_mark_is_ignored(depend, packaged, names, project):
    depend()
    for name in ("package.json", "package-lock.json"):
        file = project / "apps/get-movie" / name
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert "node_modules/numbers/index.js" in names(packaged())


TYPED = HANDLER.replace("(event)", "(event: { number: number })")
READ = 'exports.double = (number) => number * JSON.parse(require("node:fs").readFileSync({}, "utf8")).factor;\n'
READERS = {
    "numbers": READ.format('__dirname + "/data/factor.json"'),
    "resolved": READ.format('require.resolve("./data/factor.json")'),
    "computed": 'const name = "./data/factor.json";\nexports.double = (n) => n * require(name).factor;\n',
}
OCTUPLE = "".join(f'import {{ double as {name} }} from "{name}";\n' for name in READERS)
OCTUPLE += "export const handler = async (event: { number: number }) => numbers(resolved(computed(event.number)));\n"


@pytest.mark.parametrize(("entry", "suffix"), [("get_movie.ts", "js"), ("get_movie.mts", "mjs")])
def test_packages_that_read_their_own_files_stay_outside_of_the_bundle(
    entry, suffix, bundle, replace, packaged, names, tmp_path
):
    for name, script in READERS.items():
        replace({"index.js": script, "data/factor.json": '{"factor": 2}'}, name)
    bundle(entry, OCTUPLE)
    artifact = packaged()
    files = ("data/factor.json", "index.js", "package.json", "run.js")
    assert names(artifact) == [
        f"get_movie.{suffix}",
        *(f"node_modules/{name}/{file}" for name in sorted(READERS) for file in files),
    ]
    assert answer(artifact, tmp_path / "task", suffix) == 8 * 21


def test_a_package_with_native_code_stays_outside_of_the_bundle(bundle, replace, packaged, names):
    replace({"index.js": 'exports.double = require("./build/numbers.node").double;\n', "build/numbers.node": "ELF"})
    bundle("get_movie.ts", TYPED)
    assert "node_modules/numbers/build/numbers.node" in names(packaged())


def test_a_development_package_that_reads_its_own_files_is_an_error(bundle, replace, packaged, project):
    replace({"index.js": READERS["numbers"], "data/factor.json": '{"factor": 2}'})
    bundle("get_movie.ts", TYPED)
    for name in ("package.json", "package-lock.json"):
        content = json.loads((project / "apps/get-movie" / name).read_text())
        root = content.get("packages", {}).get("", content)
        root["devDependencies"] |= root.pop("dependencies")
        content.get("packages", {}).get("node_modules/numbers", {})["dev"] = True
        write(project, name, json.dumps(content))
    with pytest.raises(SlipwayError, match=r"apps/get-movie: numbers reads its own files, .* `npm install numbers`"):
        packaged()


def test_native_code_of_the_app_itself_is_an_error(bundle, packaged, project):
    bundle("get_movie.ts", 'import native from "./native.node";\nexport const handler = native;\n')
    write(project, "native.node", "ELF")
    with pytest.raises(SlipwayError, match=r"can't be bundled; esbuild says:\n(.*\n)*.*No loader is configured"):
        packaged()


def test_dependencies_of_a_package_outside_are_found_where_node_finds_them(tmp_path):
    for folder, manifest in {
        "a": {"dependencies": {"b": "1"}, "optionalDependencies": {"@c/c": "1", "absent": "1"}},
        "a/node_modules/b": {"dependencies": {"d": "1"}},
        "b": {},
        "@c/c": {},
        "d": {"peerDependencies": {"a": "1"}},
        "unused": {},
    }.items():
        (tmp_path / "node_modules" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "node_modules" / folder / "package.json").write_text(json.dumps(manifest))
    found = esbuild.with_dependencies(tmp_path, ["a"])
    expected = ("a", "a/node_modules/b", "@c/c", "d")
    assert found == {tmp_path / "node_modules" / name for name in expected}
