"""Stack traces with the paths and the source lines of the repository."""

from urllib.parse import quote

from slipway.config.app import App
from slipway.functions.traces import error_text, with_sources


def frame(path, line, function, source=""):
    return f'  File "{path}", line {line}, in {function}\n' + (f"    {source}\n" if source else "")


def test_a_python_trace_is_printed_as_python_does_with_the_repositorys_paths(app, task_root):
    error = {
        "errorMessage": "no rating",
        "errorType": "ValueError",
        "requestId": "4711",
        "stackTrace": [
            frame(f"{task_root}/get_movie.py", 2, "handler", "return respond(event)"),
            frame(f"{task_root}/rest_api/response.py", 2, "respond", "raise ValueError"),
            frame(f"{task_root}/idna/core.py", 9, "encode", "raise ValueError"),
            frame("/usr/lib/python3.13/json/__init__.py", 3, "loads", "raise ValueError"),
        ],
    }

    assert error_text(error, app).splitlines() == [
        "Traceback (most recent call last):",
        '  File "apps/get-movie/get_movie.py", line 2, in handler',
        "    return respond(event)",
        '  File "libs/rest_api/response.py", line 2, in respond',
        "    raise ValueError",
        '  File "/var/task/idna/core.py", line 9, in encode',
        "    raise ValueError",
        '  File "/usr/lib/python3.13/json/__init__.py", line 3, in loads',
        "    raise ValueError",
        "ValueError: no rating",
    ]


ODD_ROOT = f"""/home/me/it's $HOME "b" (1) #2/{"0f" * 32}"""


def test_the_project_on_the_local_aws_may_have_any_name(app):
    stack = [frame(f"{ODD_ROOT}/get_movie.py", 2, "handler", "return respond(event)")]
    assert error_text({"errorType": "ValueError", "stackTrace": stack}, app).splitlines()[1:] == [
        '  File "apps/get-movie/get_movie.py", line 2, in handler',
        "    return respond(event)",
        "ValueError",
    ]
    trace = [
        "TypeError: see https://example.com/a",
        f"    at handler ({ODD_ROOT}/get_movie.py:2:9)",
        f"    at {ODD_ROOT}/get_movie.py:2:9",
        f"    at async file://{quote(ODD_ROOT)}/get_movie.py:2:9",
    ]
    assert error_text({"errorType": "TypeError", "trace": trace}, app).splitlines()[::2] == [
        "TypeError: see https://example.com/a",
        "      return respond(event)",
        "      return respond(event)",
        "      return respond(event)",
    ]


def test_a_frame_without_its_source_line_gets_it_from_the_repository(app, task_root):
    stack = [frame(f"{task_root}/get_movie.py", 2, "handler"), frame(f"{task_root}/rest_api/response.py", 99, "gone")]

    assert error_text({"errorType": "ValueError", "stackTrace": stack}, app).splitlines()[1:] == [
        '  File "apps/get-movie/get_movie.py", line 2, in handler',
        "    return respond(event)",
        '  File "libs/rest_api/response.py", line 99, in gone',
        "ValueError",
    ]


def test_a_node_trace_gets_the_source_lines_of_the_repository(tmp_path, task_root):
    folder = tmp_path / "apps" / "get-movie"
    folder.mkdir(parents=True)
    (folder / "get_movie.mjs").write_text("export const handler = () => {\n  throw new TypeError('no rating')\n}\n")
    trace = [
        "TypeError: no rating",
        f"    at Runtime.handler (file://{task_root}/get_movie.mjs:2:9)",
        "    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1205:29)",
    ]

    text = error_text({"errorType": "TypeError", "trace": trace}, App(folder, runtime="nodejs22.x"))

    assert text.splitlines() == [
        "TypeError: no rating",
        "    at Runtime.handler (file://apps/get-movie/get_movie.mjs:2:9)",
        "      throw new TypeError('no rating')",
        "    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1205:29)",
    ]


def test_a_syntax_error_names_the_file_of_the_repository(app, task_root):
    error = {
        "errorType": "Runtime.UserCodeSyntaxError",
        "errorMessage": "Syntax error in module 'get_movie': invalid syntax (get_movie.py, line 1)",
        "stackTrace": [f'  File "{task_root}/get_movie.py" Line 1\n    def handler(\n'],
    }

    assert '  File "apps/get-movie/get_movie.py" Line 1\n    def handler(' in error_text(error, app)


def test_an_error_without_a_trace_is_one_line(app):
    assert error_text({"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out"}, app) == (
        "Sandbox.Timedout: Task timed out"
    )
    assert error_text({"errorMessage": "stopped", "stackTrace": []}, app) == "stopped"


def test_a_text_without_an_app_of_the_repository_is_left_as_it_is(app, task_root):
    text = frame(f"{task_root}/get_movie.py", 2, "handler")

    assert with_sources(text, None) == text


def test_an_app_that_cannot_be_packaged_any_more_has_the_paths_of_lambda(app, task_root):
    (app.folder / "get_movie.py").unlink()

    assert with_sources(f'File "{task_root}/get_movie.py", line 2', app) == 'File "/var/task/get_movie.py", line 2'
