"""Deployments that fail."""

import pytest

from slipway.aws.target import Target
from slipway.deploy.deploy import deploy
from slipway.errors import SlipwayError


def test_a_failure_of_one_app_leaves_its_alias_and_does_not_stop_the_others(functions, run, recorder, write):
    run()
    functions[0].configure(Runtime="python3.12")
    write("get-movie", "two")
    write("send-mail", "two")
    recorder.operations.clear()
    deployed = []
    with pytest.raises(SlipwayError) as error:
        run(on_done=deployed.append)
    assert str(error.value).splitlines()[0] == "1 of 2 apps failed:"
    assert f"get-movie: {functions[0].name} has Runtime python3.12" in str(error.value)
    assert [deployment.app for deployment in deployed] == ["send-mail"]
    assert [function.answer() for function in functions] == ["one", "two"]
    assert recorder.writes == ["UpdateFunctionCode", "PublishVersion", "UpdateAlias previous", "UpdateAlias"]


def test_an_app_that_cannot_be_packaged_does_not_stop_the_others(project, functions, run):
    (project / "apps/get-movie/get_movie.py").unlink()
    with pytest.raises(SlipwayError, match=r"apps/get-movie has no get_movie\.py"):
        run()
    assert [function.live()["Version"] for function in functions] == ["1", "2"]


@pytest.mark.parametrize(
    ("field", "value", "settings"),
    [
        ("Runtime", "python3.12", {}),
        ("Architectures", "x86_64", {"Architectures": ["x86_64"]}),
        ("Handler", "index.handler", {}),
    ],
)
def test_code_for_another_platform_is_rejected(field, value, settings, run, recorder, create_function):
    create_function("get-movie", **(settings or {field: value}))
    with pytest.raises(SlipwayError, match=rf"has {field} .*{value}.* but apps/get-movie is packaged for"):
        run("get-movie")
    assert recorder.writes == []


def test_a_function_with_a_container_image_is_rejected(function, run, recorder):
    def make_it_an_image(response):
        for field in ("Runtime", "Handler"):
            del response["Configuration"][field]
        response["Configuration"]["PackageType"] = "Image"

    recorder.alter["GetFunction"] = make_it_an_image
    message = f"{function.name} runs a container image, but apps/get-movie is packaged as a zip"
    with pytest.raises(SlipwayError, match=message):
        run("get-movie")
    assert recorder.writes == []


def test_a_version_that_lambda_could_not_start_is_not_live(function, run, recorder):
    # PublishVersion returns the same version again.
    recorder.alter["PublishVersion"] = lambda answer: answer.update(State="Failed", StateReason="no snapshot")
    with pytest.raises(SlipwayError, match=rf"Lambda could not change {function.name} \(no snapshot\)"):
        run("get-movie")
    assert function.live()["Version"] == "1"


def test_code_of_a_failed_update_is_uploaded_again(function, run, recorder):
    failed = {"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "the key is disabled"}
    recorder.alter["GetFunction"] = lambda answer: answer["Configuration"].update(failed)
    with pytest.raises(SlipwayError, match=r"Lambda could not change .* \(the key is disabled\)"):
        run("get-movie")
    recorder.operations.clear()
    recorder.before["UpdateFunctionCode"] = recorder.alter.clear  # the key is there again
    assert run("get-movie")[0].version == "2"
    assert recorder.writes[:2] == ["UpdateFunctionCode", "PublishVersion"]


def test_an_alias_on_latest_is_rejected(function, run, recorder):
    function.client.update_alias(FunctionName=function.name, Name="live", FunctionVersion="$LATEST")
    with pytest.raises(SlipwayError, match=r"alias live .* points at \$LATEST.*: point it at a version"):
        run("get-movie")
    assert recorder.writes == []


def test_a_zip_that_was_deleted_does_not_stop_the_others(project, functions, run, recorder, write):
    run()
    recorder.before["GetAlias"] = lambda: (project / "build/get-movie.zip").unlink(missing_ok=True)
    write("get-movie", "other")
    with pytest.raises(SlipwayError, match=r"^1 of 2 apps failed:\n  get-movie: .*No such file"):
        run()


@pytest.mark.parametrize("declared", ['module "get_movie" {}', 'name = "dev-get-movie"'])
def test_a_missing_function_names_the_stack_to_apply_first(declared, project, run, unique_name):
    for stack, content in {"frontend": "# nothing", "movies": declared}.items():
        (project / "iac" / stack).mkdir(parents=True)
        (project / "iac" / stack / "main.tf").write_text(content)
    with pytest.raises(SlipwayError, match=f"no function {unique_name}-get-movie in .*; apply iac/movies first"):
        run("get-movie")


def test_a_missing_function_that_no_stack_declares_is_an_error(run):
    with pytest.raises(SlipwayError, match="no stack in iac/ declares it yet"):
        run("get-movie")


def test_a_missing_alias_is_an_error(function, run, recorder):
    function.client.delete_alias(FunctionName=function.name, Name="live")
    with pytest.raises(SlipwayError, match=f"no function {function.name} with alias live"):
        run("get-movie")
    assert recorder.writes == []


def test_missing_credentials_are_an_error_with_advice(project, monkeypatch):
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                 "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_WEB_IDENTITY_TOKEN_FILE"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(
        SlipwayError, match=r"get-movie, send-mail: no AWS credentials: run `eval \"\$\(slipway env\)\"`"
    ):
        deploy(project, Target(None, "eu-central-1"), environment="dev")


def test_an_endpoint_without_a_response_is_an_error_of_one_line(project):
    nowhere = Target("http://127.0.0.1:1", "eu-central-1", "123456789012", "local")
    with pytest.raises(SlipwayError, match=r"^get-movie: Could not connect to the endpoint URL"):
        deploy(project, nowhere, ["get-movie"], environment="dev")
