"""The calls of ``slipway deploy``, and none without changes."""

import pytest

from slipway.errors import SlipwayError

FIRST = ["UpdateFunctionCode", "PublishVersion", "UpdateAlias previous", "CreateAlias", "UpdateAlias"]


def test_the_first_deployment_replaces_the_placeholder(functions, run, recorder):
    deployments = run()
    assert [(made.app, made.version, made.changed) for made in deployments] == [
        ("get-movie", "2", True),
        ("send-mail", "2", True),
    ]
    for function, made in zip(functions, deployments, strict=True):
        assert made.function == function.name
        assert function.answer() == "one"
        live = function.live()
        assert (live["CodeSha256"], live["Version"]) == (made.code_sha256, "2")
    assert sorted(recorder.writes) == sorted(FIRST * 2)
    assert recorder.unknown == []


def test_a_second_run_makes_no_writes_and_three_reads_per_function(run, recorder, functions):
    first = run()
    recorder.operations.clear()
    second = run()
    assert sorted(recorder.operations) == ["GetAlias"] * 2 + ["GetFunction"] * 4
    assert [made.changed for made in second] == [False, False]
    assert [made.version for made in second] == [made.version for made in first]


def test_changed_code_updates_only_that_function(functions, run, recorder, write):
    run()
    recorder.operations.clear()
    write("send-mail", "two")
    assert [(made.version, made.changed) for made in run()] == [("2", False), ("3", True)]
    assert recorder.writes == [name for name in FIRST if name != "CreateAlias"]
    assert [function.answer() for function in functions] == ["one", "two"]


def test_every_write_names_the_revision_that_it_replaces(function, run, recorder, target):
    sent = {}
    client = target.client("lambda")
    recorder.client = lambda _: client
    client.meta.events.register(
        "provide-client-params.lambda",
        lambda model, params, **_: sent.update({(model.name, params.get("Name")): params}),
    )
    (made,) = run("get-movie")
    assert sent["UpdateFunctionCode", None]["RevisionId"]
    assert sent["PublishVersion", None]["CodeSha256"] == made.code_sha256
    assert sent["UpdateAlias", "live"]["RevisionId"]


@pytest.mark.parametrize(
    "settings",
    [
        {"Environment": {"Variables": {"MOOD": "!"}}},
        {"MemorySize": 256},
        {"LoggingConfig": {"LogFormat": "JSON"}},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_a_changed_configuration_reaches_the_alias_without_an_upload(settings, function, run, recorder):
    run("get-movie")
    function.configure(**settings)
    recorder.operations.clear()
    (made,) = run("get-movie")
    assert (made.version, made.changed) == ("3", True)
    assert recorder.writes == ["PublishVersion", "UpdateAlias previous", "UpdateAlias"]
    live = function.live()
    (name,) = settings
    assert settings[name] == (
        {key: live[name][key] for key in settings[name]} if isinstance(settings[name], dict) else live[name]
    )
    recorder.operations.clear()
    assert [made.changed for made in run("get-movie")] == [False]
    assert recorder.writes == []


def test_the_alias_runs_with_the_new_environment_variables(function, run):
    run("get-movie")
    function.configure(Environment={"Variables": {"MOOD": "!"}})
    assert function.answer() == "one"
    run("get-movie")
    assert function.answer() == "one!"


def test_remaining_weights_of_the_alias_are_removed(function, run, write):
    run("get-movie")
    function.client.update_alias(
        FunctionName=function.name, Name="live", RoutingConfig={"AdditionalVersionWeights": {"1": 0.5}}
    )
    write("get-movie", "two")
    run("get-movie")
    assert not function.client.get_alias(FunctionName=function.name, Name="live").get("RoutingConfig")


def test_without_names_an_app_is_left_out_that_has_no_function_and_that_no_stack_mentions(
    functions, run, project, write
):
    stack = project / "iac/movies/main.tf"
    stack.parent.mkdir(parents=True)
    stack.write_text('module "get_movie" { name = "get-movie" }\nmodule "others" { for_each = var.names }')
    write("audit", "one")

    assert [made.app for made in run()] == ["get-movie", "send-mail"]
    with pytest.raises(SlipwayError, match="no stack in iac/ declares it yet"):
        run("audit")


def test_without_names_only_the_stacks_of_the_project_file_need_their_functions(functions, run, project, write):
    (project / "slipway.toml").write_text(
        'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n\n'
        '[stacks.movies]\ndirectory = "iac/movies"\n'
    )
    for stack, app in (("movies", "get-movie"), ("delivery", "release")):
        directory = project / "iac" / stack
        directory.mkdir(parents=True)
        (directory / "main.tf").write_text(f'module "this" {{ name = "{app}" }}')
    (project / "iac/movies/outputs.tf").write_text(
        '# For release.\noutput "id" { description = "Id for the action release." }'
    )
    write("release", "one")

    assert [made.app for made in run()] == ["get-movie", "send-mail"]
    with pytest.raises(SlipwayError, match="apply iac/delivery first"):
        run("release")
