"""``slipway new app``: what is written where, and what is refused before anything is written."""

import json
import runpy
import shutil
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from slipway.cli import main
from slipway.config.app import App
from slipway.deploy import check as checks
from slipway.errors import SlipwayError
from slipway.local.control import DEBUG_PORT
from slipway.new.stack_files import StackFiles, formatted

PROJECT = Path(__file__).parents[4]
OWN = ["apps/add-song/add_song.py", "apps/add-song/app.toml", "tests/unit/apps/add-song/test_add_song.py"]
LAUNCH = ".vscode/launch.json"
DOCUMENT = (
    '{\n  "openapi": "3.1.0",\n  "paths": {\n    "/songs": {\n      "get": {"summary": "The songs"}\n    }\n  }\n}\n'
)


def contents(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_app_is_a_folder_a_test_and_a_function_like_the_others(root, add):
    assert add() == [LAUNCH, *OWN[:2], "iac/songs/functions.tf", OWN[2]]
    _, _, block = (root / "iac/songs/functions.tf").read_text().partition('module "add_song" {\n')
    assert '  source = "git::https://example.com/modules.git//modules/lambda?ref=v1"\n' in block
    assert '  name        = "${var.environment}-add-song"\n' in block
    assert '  handler     = "add_song.handler"\n' in block


@pytest.mark.parametrize(
    "role",
    [
        "{ policy = f({ a = 1 }), permissions_boundary = var.boundary, path = var.path }",
        "{\n    permissions_boundary = var.boundary # as all\n    policy = local.policy\n    path = var.path\n  }",
    ],
)
def test_its_role_has_the_boundary_and_the_path_that_the_others_have(role, root, add):
    file = root / "iac/songs/functions.tf"
    file.write_text(file.read_text().replace("  handler =", f"  role    = {role}\n  handler ="))
    add()
    _, _, block = file.read_text().partition('module "add_song" {\n')
    assert "    permissions_boundary = var.boundary\n    path                 = var.path\n" in block
    assert "    statements = []\n  }\n" in block


def test_its_alarms_notify_those_of_the_last_function(root, add):
    file = root / "iac/songs/functions.tf"
    file.write_text(file.read_text().replace("  handler =", "  alarms  = local.alarms\n  handler ="))
    add()
    _, _, block = file.read_text().partition('module "add_song" {\n')
    assert "  alarms      = local.alarms\n" in block


@pytest.mark.parametrize(
    ("variables", "line"),
    [('variable "alarm_actions" {}\n', "  alarms      = { actions = var.alarm_actions }\n"), ("", "")],
)
def test_the_alarms_of_a_first_function_notify_the_receivers_of_the_stack(variables, line, root, add):
    (root / "modules/lambda").mkdir(parents=True)
    (root / "iac/empty").mkdir()
    (root / "iac/empty/variables.tf").write_text(variables)
    add(stack_name="empty")
    text = (root / "iac/empty/functions.tf").read_text()
    assert line in text
    assert text.count("alarms") == bool(line)


def test_a_route_is_a_line_in_the_map_of_the_api(root, add):
    api = root / "iac/songs/api.tf"
    before = hcl_lines(api)
    add("song-lines", route="GET /songs/{id}/lines")
    after = hcl_lines(api)
    after.remove('"GET /songs/{id}/lines" = { function = module.song_lines }')
    assert after == before


@pytest.mark.parametrize("route", ["GET /{tenant}/songs", "GET /files/{proxy+}"])
def test_a_parameter_can_be_the_first_level_or_take_the_rest_of_the_path(route, root, add):
    add(route=route)
    assert f'"{route}"' in (root / "iac/songs/api.tf").read_text()


def test_a_write_is_signed_if_the_api_has_no_other(root, add):
    add(route="POST /songs")
    line = '= { function = module.add_song, authorization = { type = "AWS_IAM" } }\n'
    assert line in (root / "iac/songs/api.tf").read_text()


@pytest.mark.parametrize(
    "methods",
    [
        '"POST /songs" = { function = module.add, request = { models = {} }, authorization = local.writes }',
        '"POST /songs" = {\n      function      = module.add\n      authorization = local.writes # signed\n    }',
    ],
)
def test_a_write_has_the_authorization_of_the_other_writes(methods, root, add):
    api = root / "iac/songs/api.tf"
    api.write_text(api.read_text().replace("  methods = {\n", f"  methods = {{\n    {methods}\n"))
    add("drop-song", route="DELETE /songs/{id}")
    assert "= { function = module.drop_song, authorization = local.writes }\n" in api.read_text()


def test_the_first_route_goes_into_an_empty_map(root, add):
    (root / "iac/songs/api.tf").write_text('module "api" {\n  source  = "../../modules/rest-api"\n  methods = {}\n}\n')
    add(route="GET /songs")
    assert '{ "GET /songs" = { function = module.add_song } }' in (root / "iac/songs/api.tf").read_text()


@pytest.mark.parametrize(
    ("functions", "after"),
    [
        ("[module.list_songs]", "[module.list_songs, module.add_song]"),
        ("[\n    module.list_songs,\n  ]", "[\n    module.list_songs,\n    module.add_song,\n  ]"),
        ("[\n    module.list_songs # all\n  ]", "[\n    module.list_songs,\n    module.add_song # all\n  ]"),
    ],
)
def test_an_api_with_a_list_of_functions_gets_the_name_in_the_route(functions, after, root, add):
    api = root / "iac/songs/api.tf"
    api.write_text(api.read_text().replace("  methods = {\n", f"  functions = {functions}\n\n  methods = {{\n"))
    add(route="GET /songs/{id}/lines")
    assert '"GET /songs/{id}/lines" = { function_name = module.add_song.name }\n' in api.read_text()
    assert f"  functions = {after}\n" in api.read_text()


@pytest.mark.parametrize("route", ["GET /ratings", "POST /movies/{movieID}/ratings"])
def test_an_endpoint_is_at_most_15_lines_of_hcl_in_two_files(route, root, add):
    shutil.copytree(PROJECT / "iac/movies", root / "iac/movies")
    toml = root / "slipway.toml"
    toml.write_text(toml.read_text() + '[stacks.movies]\ndirectory = "iac/movies"\n')
    before = {file: hcl_lines(file) for file in (root / "iac/movies").glob("*.tf")}
    add(route=route, stack_name="movies")
    places = [
        (file, hcl_lines(file)[start:end])
        for file, lines in before.items()
        for tag, _, _, start, end in SequenceMatcher(None, lines, hcl_lines(file), autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    assert len({file for file, _ in places}) == 2
    assert 2 <= sum(len(lines) for _, lines in places) <= 15


def hcl_lines(file):
    """Return the lines that aren't blank, whatever their alignment."""
    return [" ".join(line.split()) for line in file.read_text().splitlines() if line.strip()]


def test_a_route_that_only_reads_is_checked_at_deployment_and_the_handler_passes(root, add):
    assert "apps/song-lines/check.json" in add("song-lines", route="GET /songs/lines")
    app = App(root / "apps/song-lines")
    check = checks.load(app)
    assert (check.event["path"], check.event["pathParameters"]) == ("/songs/lines", None)
    handler = runpy.run_path(str(app.folder / "song_lines.py"))["handler"]
    assert handler(check.event, None)["statusCode"] == check.expect["statusCode"]


@pytest.mark.parametrize(
    ("path", "event"), [("/songs/{id}/lines", "/songs/none/lines"), ("/songs/{id}/{rest+}", "/songs/none/none")]
)
def test_the_check_of_a_route_with_a_parameter_accepts_that_nothing_has_the_id(path, event, root, add):
    add("song-lines", route=f"GET {path}")
    check = checks.load(App(root / "apps/song-lines"))
    assert check.event["path"] == event
    assert set(check.event["pathParameters"].values()) == {"none"}
    assert check.expect is None


@pytest.mark.parametrize("route", [None, "POST /songs"])
def test_without_a_known_harmless_event_there_is_no_check(route, root, add):
    assert "apps/add-song/check.json" not in add(route=route)


def test_what_is_written_is_formatted_passes_its_test_and_lint(root, add):
    files: list[str] = []
    for letter, route in {"a": None, "b": "GET /songs/{id}/lines"}.items():
        for name, path in ((letter, route), (letter * 43, route and route.replace("lines", "words"))):
            files += add(name, route=path)
            stack = {file: file.read_text() for file in (root / "iac/songs").iterdir()}
            spaced = StackFiles("iac/songs", {file: text + "\n\n" for file, text in stack.items()})
            assert {file: text.strip() for file, text in formatted(root, spaced).items()} == {
                file: text.strip() for file, text in stack.items()
            }

    python_files = sorted({file for file in files if file.endswith(".py")})
    assert len(python_files) >= 8
    for command in (["format", "--check"], ["check"]):
        run("ruff", *command, "--config", PROJECT / "pyproject.toml", *python_files, cwd=root)
    run("pytest", "-q", "tests/unit/apps", cwd=root)


def test_the_written_test_finds_libs_and_has_a_region(root, add, monkeypatch):
    add("add-song")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    source = "import boto3, tunes\nSQS = boto3.client('sqs')\ndef handler(event, context): return {'app': 'add-song'}\n"
    (root / "apps/add-song/add_song.py").write_text(source)

    run("pytest", "-q", "tests/unit/apps/add-song", cwd=root)


def run(module, *arguments, cwd):
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=cwd, check=True)


def test_the_route_is_in_the_openapi_document_and_nothing_else_moves(root, add):
    document = root / "docs/openapi.json"
    document.parent.mkdir()
    document.write_text(DOCUMENT)
    assert "docs/openapi.json" in add(route="GET /songs/{id}/lines")
    added = json.loads(document.read_text())["paths"]["/songs/{id}/lines"]["get"]
    assert added["operationId"] == "addSong"
    assert [(one["name"], one["in"], one["required"]) for one in added["parameters"]] == [("id", "path", True)]
    add("drop-songs", route="DELETE /songs")
    assert list(json.loads(document.read_text())["paths"]["/songs"]) == ["delete", "get"]
    kept = iter(document.read_text().splitlines())
    assert all(line in kept for line in DOCUMENT.splitlines())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("list-songs", "apps/list-songs already exists: choose another name"),
        ("tunes", "libs/tunes already exists"),
        ("json", "json belongs to Python; add a word, e.g. get-json"),
        ("import", "import belongs to Python"),
        *(
            (name, f"{name} is a package that functions or tests import")
            for name in ("boto3", "urllib3", "runtime", "pytest")
        ),
        ("snapshot-restore-py", "snapshot_restore_py is a package that functions or tests import"),
        ("tempo", r"libs/tempo\.py already exists"),
        ("api", "iac/songs already has a module api: choose another name"),
        ("AddSong", "write 1 to 43 lower-case letters"),
        ("add_song", "write 1 to 43 lower-case letters"),
        ("add--song", "write 1 to 43 lower-case letters"),
        ("1-song", "write 1 to 43 lower-case letters"),
        ("../song", "write 1 to 43 lower-case letters"),
        ("a" * 44, "write 1 to 43 lower-case letters"),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused_and_nothing_is_written(name, message, root, add):
    before = contents(root)
    with pytest.raises(SlipwayError, match=message):
        add(name)
    assert contents(root) == before


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ("GET /songs", "iac/songs already has the route GET /songs"),
        (
            "GET /songs/{song}",
            "have different parameters in one place, where API Gateway allows one: write {id} instead of {song}",
        ),
        ("ANY /songs", "write one of GET, POST, PUT, PATCH, DELETE, HEAD, a space and a path"),
        ("OPTIONS /songs", "write one of GET"),
        ("get /songs", "write one of GET"),
        ("GET", "a path has 1 to 5 levels"),
        ("GET  /songs", "a path has 1 to 5 levels"),
        ("GET songs", "a path has 1 to 5 levels"),
        ("GET /songs/", "a path has 1 to 5 levels"),
        ("GET /{proxy+}/songs", "a path has 1 to 5 levels"),
        ("GET /songs/{proxy+}", "different parameters in one place"),
        ("GET /a/b/c/d/e/f", "a path has 1 to 5 levels"),
        ('GET /"', "a path has 1 to 5 levels"),
        ("GET /x/{a}/{a}", r"it has \{a\} twice"),
        ("GET /x/{a}/y/{a+}", r"it has \{a\} twice"),
    ],
)
def test_a_route_that_cannot_be_taken_is_refused_and_nothing_is_written(route, message, root, add):
    before = contents(root)
    with pytest.raises(SlipwayError, match=message):
        add(route=route)
    assert contents(root) == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("methods = {", "methods = local.methods\n  other = {", "methods of module api isn't a map in braces"),
        (
            "module.list_songs }\n",
            "module.list_songs + }\n",
            r"(?s)^iac/songs/api.tf can't be changed; terraform fmt:\n.*on iac/songs/api.tf ",
        ),
    ],
)
def test_terraform_that_cannot_be_added_to_is_refused_and_nothing_is_written(old, new, message, root, add):
    api = root / "iac/songs/api.tf"
    api.write_text(api.read_text().replace(old, new))
    before = contents(root)
    with pytest.raises(SlipwayError, match=message):
        add(route="GET /x")
    assert contents(root) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"paths": []}', '{"paths": {"/songs": []}}'])
def test_an_openapi_document_that_is_none_is_refused_and_nothing_is_written(content, root, add):
    document = root / "docs/openapi.json"
    document.parent.mkdir()
    document.write_text(content)
    before = contents(root)
    with pytest.raises(SlipwayError, match=r"docs/openapi\.json isn't an OpenAPI document"):
        add(route="POST /songs")
    assert contents(root) == before


def test_terraform_files_with_crlf_keep_it(root, add):
    api = root / "iac/songs/api.tf"
    api.write_bytes(api.read_bytes().replace(b"\n", b"\r\n"))
    add(route="GET /x")
    content = api.read_bytes()
    assert b'"GET /x"' in content
    assert content.count(b"\n") == content.count(b"\r\n")


def test_several_apis_are_refused(root, add):
    (root / "iac/songs/other.tf").write_text('module "other" {\n  source = "../../modules/rest-api"\n}\n')
    with pytest.raises(SlipwayError, match="iac/songs has several REST APIs: add --api api or --api other"):
        add(route="GET /x")
    with pytest.raises(SlipwayError, match="iac/songs has no REST API another: add --api api or --api other"):
        add(route="GET /x", api="another")


def test_the_route_is_in_the_api_that_is_named(root, add):
    (root / "iac/songs/other.tf").write_text(
        'module "other" {\n  source = "../../modules/rest-api"\n  methods = {}\n}\n'
    )
    before = (root / "iac/songs/api.tf").read_text()
    add(route="GET /x", api="other")
    assert '"GET /x" = { function = module.add_song }' in (root / "iac/songs/other.tf").read_text()
    assert (root / "iac/songs/api.tf").read_text() == before


def test_of_several_stacks_with_functions_one_must_be_named(root, add):
    (root / "iac/empty").mkdir()
    shutil.copy(root / "iac/songs/functions.tf", root / "iac/empty")
    with pytest.raises(SlipwayError, match=r"several stacks .*: add --stack songs or --stack empty"):
        add()
    assert "iac/empty/functions.tf" in add(stack_name="empty")
    assert "iac/songs/api.tf" in add("get-x", route="GET /x")  # one of them alone has an API


def test_visual_studio_code_can_attach_to_a_debugged_function(root, add):
    add()
    (configuration,) = json.loads((root / LAUNCH).read_text())["configurations"]
    assert configuration["type"] == "debugpy"
    assert configuration["connect"] == {"host": "127.0.0.1", "port": DEBUG_PORT}
    (root / LAUNCH).write_text("{} // my own")
    assert LAUNCH not in add("drop-song")
    assert (root / LAUNCH).read_text() == "{} // my own"


def test_a_first_function_has_the_source_of_the_other_stacks(root, add):
    add(stack_name="empty")
    assert '//modules/lambda?ref=v1"' in (root / "iac/empty/functions.tf").read_text()


def test_a_route_of_a_stack_without_an_api_is_refused_with_the_command_that_adds_one(add):
    with pytest.raises(SlipwayError, match="add an API with `slipway new api --stack empty NAME`"):
        add(stack_name="empty", route="GET /songs")


def test_a_stack_with_nothing_to_go_by_is_refused(root, add):
    for file in (root / "iac/songs").iterdir():
        file.write_text(file.read_text().replace("git::https://example.com/modules.git//", "../../other/"))
    with pytest.raises(SlipwayError, match="the stack empty has no block of modules/lambda to add to or copy from"):
        add(stack_name="empty")
    with pytest.raises(SlipwayError, match=r"slipway\.toml has no stack 'other'; there are songs, empty"):
        add(stack_name="other")


def test_the_command_says_what_it_wrote_and_what_is_next(root, monkeypatch, capsys):
    monkeypatch.chdir(root / "apps")
    assert main(["new", "app", "add-song", "--route", "GET /x"]) == 0
    out = capsys.readouterr().out
    assert {line for line in out.splitlines() if line.startswith("wrote ")} == {
        f"wrote {file}" for file in (*OWN, LAUNCH, "apps/add-song/check.json")
    }
    assert [line for line in out.splitlines() if line.startswith("changed ")] == [
        "changed iac/songs/api.tf",
        "changed iac/songs/functions.tf",
    ]
    assert "make lint test" in out
    assert main(["new", "app", "add-song"]) == 1
    assert capsys.readouterr().err == "slipway: apps/add-song already exists: choose another name\n"


@pytest.mark.parametrize("declared", ["", 'variable "permissions_boundary" {}\nvariable "role_path" {}\n'])
def test_a_stack_that_is_named_gets_its_first_function_by_the_module_of_the_project(declared, root, add):
    stack = root / "iac/empty"
    for folder in (root / "modules/lambda", stack):
        folder.mkdir(parents=True)
    (stack / "variables.tf").write_text(declared)
    assert add(stack_name="empty") == [LAUNCH, *OWN[:2], "iac/empty/functions.tf", OWN[2]]
    file = stack / "functions.tf"
    block = file.read_text()
    assert block.startswith('module "add_song" {\n  source = "../../modules/lambda"\n')
    assert ("permissions_boundary = var.permissions_boundary" in block) == bool(declared)
    assert ("path                 = var.role_path" in block) == bool(declared)
    assert formatted(root, StackFiles("iac/empty", {file: block + "\n\n"}))[file].strip() == block.strip()
    assert add("drop-song", stack_name="empty")[2] == "iac/empty/functions.tf"
