import re
import ssl
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from aws_oracle import Script, http

from aws_client import tls
from aws_client.client import Client
from aws_client.errors import NoResponseError

KEY: dict[str, Any] = {"TableName": "movies", "Key": {"id": {"S": "1"}}}


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the settings that other tests have made."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(tls, "_contexts", {})
    monkeypatch.setattr(tls, "_with_amazon_only", set())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, found = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", found, "-days", "2", *names], check=True, capture_output=True)
    return key, found


@pytest.fixture
def trusted(certificate: tuple[Path, Path]) -> str:
    """The authority of the server's certificate."""
    return str(certificate[1])


@pytest.fixture
def get_item(server: Script, certificate: tuple[Path, Path]) -> Callable[..., dict[str, Any]]:
    """``get_item(host="127.0.0.1", **options)`` makes a client of a server with a certificate, and calls it."""
    key, public = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, key)
    server.tls(context)
    server.actions = [http(200, b"{}")]

    def get_item(host: str = "127.0.0.1", **options: Any) -> dict[str, Any]:
        url = server.url.replace("http://127.0.0.1", f"https://{host}")
        return Client("dynamodb", endpoint_url=url, attempts=1, **options).get_item(**KEY)

    return get_item


def test_named_authorities_are_the_only_ones(
    get_item: Callable[..., dict[str, Any]], trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoResponseError, match="CERTIFICATE_VERIFY_FAILED"):
        get_item()
    assert get_item(ca_file=trusted)
    with pytest.raises(NoResponseError, match="CERTIFICATE_VERIFY_FAILED"):
        get_item("127.1", ca_file=trusted)
    monkeypatch.setenv("AWS_CA_BUNDLE", trusted)
    assert get_item()
    assert tls.tls_context(trusted).minimum_version >= ssl.TLSVersion.TLSv1_2


def test_amazons_authorities_are_enough_for_their_certificates(
    get_item: Callable[..., dict[str, Any]], trusted: str, server: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "_AMAZON_ROOTS", trusted)

    assert get_item()

    assert server.connections == 1
    assert tls.trusts_amazon_only(tls.aws_tls_context())


def test_the_systems_authorities_are_added_for_the_certificate_of_another_one(
    get_item: Callable[..., dict[str, Any]], trusted: str, server: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = tls.aws_tls_context()
    assert tls.trusts_amazon_only(context)
    monkeypatch.setenv("SSL_CERT_FILE", trusted)  # OpenSSL reads it when the system's are added
    monkeypatch.setattr(tls, "_SYSTEM_VARIABLES", ())

    assert get_item()
    assert get_item()

    assert server.connections == 2
    assert not tls.trusts_amazon_only(context)
    with pytest.raises(NoResponseError, match="CERTIFICATE_VERIFY_FAILED"):
        get_item("127.1")


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_an_environment_that_names_the_systems_authorities_has_no_others(
    get_item: Callable[..., dict[str, Any]], trusted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(tls, "_AMAZON_ROOTS", trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.delenv({"SSL_CERT_FILE": "SSL_CERT_DIR", "SSL_CERT_DIR": "SSL_CERT_FILE"}[name])

    assert not tls.trusts_amazon_only(tls.aws_tls_context())
    if name == "SSL_CERT_FILE":
        with pytest.raises(NoResponseError, match="CERTIFICATE_VERIFY_FAILED"):
            get_item()


def test_amazons_authorities_are_those_of_botocore() -> None:
    """Amazon Root CA 1 to 4, and Starfield Services Root Certificate Authority - G2."""
    theirs = files("botocore").joinpath("cacert.pem").read_text()
    known = {
        re.sub(r"\s", "", text): names
        for names, text in re.findall(r"# Label: \"(.*?)\".*?(-----BEGIN.*?END)", theirs, re.DOTALL)
    }
    ours = re.findall(r"(-----BEGIN.*?END)", Path(tls._AMAZON_ROOTS).read_text(), re.DOTALL)

    assert [known[re.sub(r"\s", "", text)] for text in ours] == [
        *(f"Amazon Root CA {number}" for number in range(1, 5)),
        "Starfield Services Root Certificate Authority - G2",
    ]
