"""slipway.toml, and the error messages for invalid values."""

import pytest

from slipway.config.project import load_project
from slipway.config.stack import Seed, Stack
from slipway.errors import SlipwayError

HEAD = """
region = "eu-central-1"
account = "123456789012"
environment = "dev"
"""
STACK = """
[stacks.movies]
directory = "iac/movies"
"""


@pytest.fixture
def load(tmp_path):
    def load(text: str, encoding: str = "utf-8"):
        (tmp_path / "slipway.toml").write_text(text, encoding=encoding)
        return load_project(tmp_path)

    return load


def test_a_project_is_found_from_any_folder_in_it(load, tmp_path):
    load(HEAD)
    (tmp_path / "iac" / "movies").mkdir(parents=True)

    project = load_project(tmp_path / "iac" / "movies")

    assert (project.root, project.region, project.account, project.environment, project.stacks) == (
        tmp_path,
        "eu-central-1",
        "123456789012",
        "dev",
        (),
    )
    assert project.local_directory == tmp_path / ".slipway" / "local"


def test_stacks_keep_their_order_and_settings(load):
    project = load(
        HEAD
        + """
        [stacks.zebra]
        directory = "iac/zebra"
        [stacks.movies]
        directory = "iac/movies"
        variables = { sizes = [1, 2.5], on = true }
        outputs = { movies_table = "table_name" }
        seed = { table = "movies_table", items = "seed.json" }
        check = "http://127.0.0.1/{movies_table}"
        """
    )

    assert project.stacks == (
        Stack(name="zebra", directory="iac/zebra"),
        Stack(
            name="movies",
            directory="iac/movies",
            variables={"sizes": [1, 2.5], "on": True},
            outputs={"movies_table": "table_name"},
            seed=Seed(table="movies_table", items="seed.json"),
            check="http://127.0.0.1/{movies_table}",
        ),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("region = ", "slipway.toml is not TOML: Invalid value"),
        ("", "slipway.toml: region is missing"),
        (HEAD.replace('"123456789012"', "123456789012"), "account must be a string in quotes, not 123456789012"),
        (HEAD.replace("123456789012", "12345"), "account must be 12 digits, not '12345'"),
        (HEAD.replace('"eu-central-1"', '["eu-central-1"]'), "region must be a string in quotes, not ['eu-central-1']"),
        (HEAD.replace("eu-central-1", "Frankfurt (Main)"), "region must be the name of an AWS region"),
        (HEAD.replace("dev", "Dev"), "environment must be 1 to 20 lower-case letters"),
        (HEAD.replace("dev", "a" * 21), "environment must be 1 to 20 lower-case letters"),
        (
            HEAD + "enviroment = 1",
            "unknown key 'enviroment' (did you mean 'environment'?); there are account, artifacts_bucket, environment,",
        ),
        (HEAD + "root = 1", "slipway.toml: unknown key 'root'"),
        (HEAD + "stacks = 3", "slipway.toml: stacks must be a table, not 3"),
        (HEAD + "[[stacks]]", "slipway.toml: stacks must be a table, not [{}]"),
        (HEAD + "[stacks]\nmovies = 1", "[stacks.movies] of slipway.toml must be a table, not 1"),
        (HEAD + '[stacks."../x"]', "a stack's name must be lower-case letters, digits, hyphens and underscores"),
        (HEAD + "[stacks.movies]", "[stacks.movies] of slipway.toml: directory is missing"),
        (HEAD + "[stacks.movies]\ndirectory = 1", "directory must be a string in quotes, not 1"),
        (HEAD + STACK + "name = 'x'", "[stacks.movies] of slipway.toml: unknown key 'name'"),
        (HEAD + STACK + "variables = []", "variables must be a table, not []"),
        (HEAD + STACK + "variables = { since = 2026-11-21 }", "variables: Terraform has no such value"),
        (HEAD + STACK + "variables = { size = inf }", "variables: Terraform has no such value"),
        (HEAD + STACK + "outputs = 'x'", "outputs must be a table, not 'x'"),
        (HEAD + STACK + "outputs = { url = 1 }", "url must be a string in quotes, not 1"),
        (HEAD + STACK + "outputs = { site-url = 'x' }", "a key of outputs must be lower-case letters"),
        (HEAD + STACK + "outputs = { region = 'x' }", "'region' is already a key of `slipway outputs`"),
        (HEAD + STACK + "seed = 'x'", "seed must be a table, not 'x'"),
        (HEAD + STACK + "seed = {}", "seed in [stacks.movies] of slipway.toml: table is missing"),
        (
            HEAD + STACK + "seed = { table = 'a', item = 'x' }",
            "unknown key 'item' (did you mean 'items'?); there are items, table",
        ),
        (HEAD + STACK + "seed = { table = 'a', items = 'x' }", "table 'a' isn't a key of its outputs; there are: none"),
        (HEAD + STACK + "create_first = [1]", "create_first must be a list of resource addresses"),
        (HEAD + STACK + "delivers = 'other'", "delivers must be a list, not 'other'"),
        (HEAD + STACK + "delivers = ['other']", "delivers: there is no other stack 'other', only "),
        (HEAD + STACK + "delivers = ['movies']", "delivers: there is no other stack 'movies', only "),
        (
            HEAD + STACK + "delivers = ['site']\n[stacks.site]\ndirectory = 'x'",
            "[stacks.movies] of slipway.toml: delivers needs the key pipeline",
        ),
        (HEAD + STACK + "local_only = 1", "local_only must be true or false, not 1"),
        (HEAD + STACK + "optional = 'yes'", "optional must be true or false, not 'yes'"),
        (HEAD + STACK + "pipeline = 1", "pipeline must be a string in quotes, not 1"),
        (HEAD + STACK + "pipeline = 'x'", "the pipeline 'x' isn't a key of its outputs; there are: none"),
        (
            HEAD + STACK + "variables = { url = '{site_url}' }",
            "must be an output of an earlier stack, and other braces",
        ),
        (HEAD + STACK + "variables = { a = [{ b = '{x' }] }", "there are: aws_endpoint_url, region, slack_messages"),
        (HEAD + STACK + "outputs = { u = 'u' }\nvariables = { url = '{u}' }", "must be an output of an earlier stack"),
        (HEAD + STACK + "variables = { a = '{region[name]}' }", "must be an output of an earlier stack"),
        (HEAD + STACK + "check = '{region[name]}'", "check must be a URL with {key} for a key of outputs"),
        (HEAD + "repositories = 'x'", "slipway.toml: repositories must be a table, not 'x'"),
        (
            HEAD + "[repositories]\nsite = '.'",
            """a repository's name must be "owner/name", e.g. "example/slipway", not""",
        ),
        (HEAD + "[repositories]\n'../x' = '.'", "a repository's name must be "),
        (HEAD + "[repositories]\n'a/..' = '.'", "a repository's name must be "),
        (HEAD + "[repositories]\n'a/b' = 1", "[repositories] of slipway.toml: a/b must be a string in quotes, not 1"),
        (HEAD + STACK + "check = 1", "check must be a string in quotes, not 1"),
        (HEAD + STACK + "check = '{url}'", "check must be a URL with {key} for a key of outputs; there are: none"),
        (HEAD + STACK + "check = '{'", "check must be a URL with {key}"),
        (HEAD + STACK + "check = '{}'", "check must be a URL with {key}"),
    ],
)
def test_an_invalid_file_is_an_error_of_one_line(load, text, message):
    with pytest.raises(SlipwayError) as error:
        load(text)

    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_variables_can_have_outputs_of_earlier_stacks_and_built_in_ones(load):
    project = load(
        HEAD
        + STACK
        + """
        outputs = { api_url = "url" }
        [stacks.frontend]
        directory = "iac/frontend"
        variables = { api = ["{api_url}"], webhook = "{slack_messages}/services", path = "/{{id}}" }
        outputs = { pipeline_name = "pipeline_name" }
        pipeline = "pipeline_name"
        [repositories]
        "example/slipway.site" = "."
        """
    )

    assert project.repositories == {"example/slipway.site": "."}
    assert project.stacks[1].pipeline == "pipeline_name"
    assert project.stacks[1].variables["api"] == ["{api_url}"]


def test_without_names_a_pipeline_that_delivers_stacks_and_what_only_it_needs_are_left_out(load):
    project = load(
        HEAD
        + STACK
        + """
        [stacks.roles]
        directory = "iac/roles"
        local_only = true
        [stacks.delivery]
        directory = "iac/delivery"
        delivers = ["movies"]
        outputs = { delivery = "pipeline_name" }
        pipeline = "delivery"
        """
    )
    assert [stack.name for stack in project.select(())] == ["movies"]
    assert [stack.name for stack in project.select(["delivery", "roles"])] == ["roles", "delivery"]


def test_an_optional_stack_is_applied_only_if_it_is_named(load):
    project = load(HEAD + STACK + '[stacks.packages]\ndirectory = "iac/packages"\noptional = true\n')
    assert [stack.name for stack in project.select(())] == ["movies"]
    assert [stack.name for stack in project.select(["packages"])] == ["packages"]


def test_two_stacks_cannot_have_the_same_output(load):
    stacks = "".join(
        f"[stacks.{name}]\ndirectory = 'x'\noutputs = {{ url = 'u' }}\n" for name in ("movies", "frontend")
    )

    with pytest.raises(SlipwayError, match="'url' is already a key of `slipway outputs`"):
        load(HEAD + stacks)


def test_a_file_that_is_not_utf_8_is_rejected(load):
    with pytest.raises(SlipwayError, match=r"slipway\.toml is not TOML"):
        load('region = "Köln"', encoding="latin-1")


def test_a_folder_outside_a_project_is_an_error(tmp_path):
    with pytest.raises(
        SlipwayError, match=r"no slipway\.toml in .* or its parents: run slipway in a project, or make one"
    ):
        load_project(tmp_path)


def test_a_byte_order_mark_is_ignored(load):
    assert load(HEAD.lstrip(), encoding="utf-8-sig").environment == "dev"
