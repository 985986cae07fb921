"""The services of AWS that functions call, on 127.0.0.1."""

import re
import ssl
import subprocess
from pathlib import Path

from functions import ANSWERS


def answer_of_aws(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Return the response of DynamoDB or SNS."""
    target = re.search(rb"x-amz-target: *\w+\.(\w+)", head, re.IGNORECASE)
    name = target[1].decode() if target else "Publish" if b"Action=Publish" in body else ""
    return b"Content-Type: application/x-amz-json-1.0\r\n", ANSWERS.get(name, b"{}")


def certificate(folder: Path) -> tuple[Path, Path, ssl.SSLContext]:
    """Return a file with an authority for 127.0.0.1, one with the system's too, and the server's context."""
    key, own, bundle = folder / "key.pem", folder / "own.pem", folder / "bundle.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", own, "-days", "2", *names], check=True, capture_output=True)
    system = ssl.get_default_verify_paths().cafile
    bundle.write_bytes((Path(system).read_bytes() if system else b"") + own.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, key)
    return own, bundle, context
