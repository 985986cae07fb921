"""Deploying functions, also while Terraform still applies the stacks."""

from types import SimpleNamespace

import pytest

from lambda_release.errors import ReleaseError
from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.project import deployments
from slipway.project.deployments import EarlyDeployments

ALIAS = 'module.get_movie.aws_lambda_alias.this["{1}"]: Creation complete after 0s [id={0}:{1}]'
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:dev-get-movie"


@pytest.fixture
def project(tmp_path):
    for app in ("get-movie", "list-movies"):
        (tmp_path / "apps" / app).mkdir(parents=True)
        (tmp_path / "apps" / app / f"{app.replace('-', '_')}.py").touch()
    return Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev")


@pytest.fixture
def deployed(monkeypatch):
    """The app, the alias and the environment of each deployment, of which the first one fails."""
    calls = []

    def deploy(deployer, app):
        calls.append((app.name, deployer.alias, deployer.environment))
        if len(calls) == 1:
            raise SlipwayError("its check failed")

    monkeypatch.setattr(deployments.Deployer, "deploy", deploy)
    return calls


def begin_early(project, lines):
    """Deploy what Terraform's lines name; return how often it has begun."""
    begun = []
    with EarlyDeployments(project, SimpleNamespace(client=lambda _: None), lambda: begun.append(True)) as early:
        for line in lines:
            early.on_line(line)
        early._executor.submit(int).result()  # after those before it
    return len(begun)


def test_a_function_is_deployed_to_each_alias_as_soon_as_that_exists(project, deployed):
    lines = [ALIAS.format(FUNCTION, "live"), "something else", ALIAS.format(FUNCTION, "test")]

    assert begin_early(project, lines) == 1
    assert deployed == [("get-movie", "live", "dev"), ("get-movie", "test", "dev")]


@pytest.mark.parametrize(
    "line",
    [
        ALIAS.format("arn:aws:lambda:eu-central-1:123456789012:function:dev-other", "live"),
        "module.get_movie.aws_lambda_function.this: Creation complete after 5s [id=dev-get-movie]",
        ALIAS.format(FUNCTION, "live").replace("Creation", "Modifications"),
        f"module.api.aws_sns_topic.this: Creation complete after 0s [id={FUNCTION.replace('lambda', 'sns')}:live]",
    ],
    ids=["no app", "the function alone", "an alias that existed", "another service"],
)
def test_nothing_else_is_deployed_early(project, deployed, line):
    assert begin_early(project, [line]) == 0
    assert deployed == []


def test_apps_that_cannot_be_read_are_left_to_the_deployment_of_all(project, deployed):
    (project.root / "apps" / "get-movie" / "app.toml").write_text("runtime = 1")

    assert begin_early(project, [ALIAS.format(FUNCTION, "live")]) == 0


def test_the_other_aliases_of_functions_are_deployed_unless_a_pipeline_releases_them(project, monkeypatch):
    aliases = {
        "get-movie": [("live", ""), ("previous", "")],
        "list-providers": [("live", ""), ("previous-test", ""), ("prod", ""), ("test", "")],
        "put-provider": [("prod", "released by the pipeline delivery"), ("test", "")],
    }
    deployed = []
    monkeypatch.setattr(deployments, "deployed_apps", lambda *_, **__: [SimpleNamespace(name=each) for each in aliases])
    monkeypatch.setattr(deployments, "function_of", lambda _, app, __: function(app.name))
    monkeypatch.setattr(deployments, "deploy", lambda _, __, apps=None, **each: deployed.append((apps, each)) or [])

    def function(app):
        described = [{"Name": name, "Description": description} for name, description in aliases[app]]
        return SimpleNamespace(name=app, aliases=lambda: described)

    target = SimpleNamespace(client=lambda _: None)
    deployments.deploy_functions(project, target, lambda _: None, existing_only=False)

    assert [(apps, options.get("alias")) for apps, options in deployed] == [
        (None, None),
        (["list-providers"], "prod"),
        (["list-providers", "put-provider"], "test"),
    ]


def test_a_function_whose_aliases_cannot_be_listed_is_an_error_of_one_line(project, monkeypatch):
    def refuse():
        raise ReleaseError("there is no function dev-get-movie")

    monkeypatch.setattr(deployments, "deployed_apps", lambda *_, **__: [SimpleNamespace(name="get-movie")])
    monkeypatch.setattr(deployments, "function_of", lambda *_: SimpleNamespace(name="dev-get-movie", aliases=refuse))

    with pytest.raises(SlipwayError, match="there is no function dev-get-movie"):
        deployments._other_aliases(project, SimpleNamespace(client=lambda _: None), existing_only=False)
