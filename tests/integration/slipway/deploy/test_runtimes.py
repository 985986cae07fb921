"""Apps in other languages than Python, from the folder to an invocation of the alias."""

import json

import pytest

NODE = """import {{ answer }} from "./answer.mjs";
export const handler = async (event) => ({{ answer: answer + event.number, by: "{}" }});
"""
# The loop of a custom runtime: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
BOOTSTRAP = """#!/usr/bin/env python3
import json, os, urllib.request
api = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"
while True:
    with urllib.request.urlopen(f"{api}/next") as invocation:
        request, event = invocation.headers["Lambda-Runtime-Aws-Request-Id"], json.load(invocation)
    answer = json.dumps({"answer": 40 + event["number"], "by": os.environ["_HANDLER"]}).encode()
    urllib.request.urlopen(f"{api}/{request}/response", answer).close()
"""
FILES = {
    "nodejs22.x": {"order_film.mjs": NODE.format("node"), "answer.mjs": "export const answer = 40;\n"},
    "provided.al2023": {"bootstrap": BOOTSTRAP},
}
BY = {"nodejs22.x": "node", "provided.al2023": "bootstrap"}


@pytest.mark.parametrize("runtime", FILES)
def test_an_app_is_deployed_checked_and_invoked(runtime, project, create_function, run):
    folder = project / "apps/order-film"
    folder.mkdir()
    for name, content in FILES[runtime].items():
        (folder / name).write_text(content)
        (folder / name).chmod(0o755)
    (folder / "app.toml").write_text(f'runtime = "{runtime}"\n')
    expected = {"answer": 42, "by": BY[runtime]}
    (folder / "check.json").write_text(json.dumps({"event": {"number": 2}, "expect": expected}))
    handler = "bootstrap" if runtime == "provided.al2023" else "order_film.handler"
    function = create_function("order-film", Runtime=runtime, Handler=handler)

    (made,) = run("order-film")

    assert (made.version, made.checked) == ("2", True)
    answer = function.client.invoke(FunctionName=function.name, Qualifier="live", Payload='{"number": 2}')
    assert json.load(answer["Payload"]) == expected
    assert not run("order-film")[0].changed
