"""``slipway bench cold-warm``: what it refuses and asks, and the files that it writes."""

import base64

import pytest

from slipway import cli
from slipway.bench import commands

TABLE = "| cold | 2 | 100 | 100 | 100 | 100 | 100 | 100 |"


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "apps" / "get-product"
    folder.mkdir(parents=True)
    (folder / "get_product.py").touch()
    (tmp_path / "slipway.toml").write_text('region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Client:
    """Of Lambda, in an account with a number of concurrent executions."""

    def __init__(self, concurrency):
        self.concurrency = concurrency
        self.invoked = []

    def get_function_configuration(self, **_):
        return {"FunctionName": "dev-get-product"}

    def get_account_settings(self):
        return {"AccountLimit": {"UnreservedConcurrentExecutions": self.concurrency}}

    def invoke(self, **arguments):
        self.invoked.append(arguments)
        start = "\tInit Duration: 90 ms" if len(self.invoked) <= 2 else ""
        log = f"REPORT RequestId: 1\tDuration: 10 ms{start}\t"
        return {"LogResult": base64.b64encode(log.encode())}


@pytest.fixture
def on_aws(project, monkeypatch):
    """``on_aws(concurrency)`` has the command find a client of an account on AWS."""

    def on_aws(concurrency=1000):
        client = Client(concurrency)
        target = type("Target", (), {"is_local": False, "region": "eu-central-1", "client": lambda *_: client})()
        monkeypatch.setattr(commands, "target_of", lambda *_: target)
        return client

    return on_aws


def test_on_aws_it_asks_before_it_invokes(on_aws, project, capsys):
    client = on_aws()
    assert cli.main(["bench", "cold-warm", "get-product", "--cold", "2", "--warm", "3"]) == 1
    text = capsys.readouterr().err
    assert "dev-get-product:live in eu-central-1 gets up to 15 invocations, up to 6 at the same time" in text
    assert "nobody can be asked here: add --yes to invoke the function without asking" in text
    assert client.invoked == []
    assert not (project / "build").exists()


def test_on_aws_it_writes_the_table_and_the_plot(on_aws, project, capsys):
    client = on_aws()
    assert cli.main(["bench", "cold-warm", "get-product", "--cold", "2", "--warm", "3", "--yes"]) == 0
    assert len(client.invoked) == 5
    assert {(each["FunctionName"], each["Qualifier"], each["LogType"]) for each in client.invoked} == {
        ("dev-get-product", "live", "Tail")
    }
    assert TABLE in capsys.readouterr().out
    assert TABLE in (project / "build/bench/get-product.md").read_text()
    assert "Starts of get-product on AWS" in (project / "build/bench/get-product.svg").read_text()


def test_an_account_with_too_few_concurrent_executions_gets_the_number_to_write(on_aws, capsys):
    client = on_aws(concurrency=10)
    assert cli.main(["bench", "cold-warm", "get-product", "--yes"]) == 1
    text = capsys.readouterr().err
    assert "300 concurrent invocations are more than the 10 of this account: write --cold 3" in text
    assert client.invoked == []


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5"])
def test_a_number_of_starts_is_1_or_more(project, capsys, number):
    with pytest.raises(SystemExit):
        cli.main(["bench", "cold-warm", "get-product", f"--cold={number}"])
    assert "is not a number of starts: write 1 or more" in capsys.readouterr().err


def test_without_the_local_aws_it_says_how_to_start_it(project, capsys):
    assert cli.main(["bench", "cold-warm", "get-product", "--local"]) == 1
    assert "the local AWS isn't running" in capsys.readouterr().err
