"""What a web page that a developer visits can do to the local AWS: nothing."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from chromium import launched

# Resolves to the type and status of the answer that the page sees, or to why it sees none.
SEND = """async ([url, options]) => {
  try { const answer = await fetch(url, options); return [answer.type, answer.status]; }
  catch (error) { return ["failed", String(error)]; }
}"""
TRUST = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
CREDENTIALS = (
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={0}/20260101/eu-central-1/iam/aws4_request"
    "&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00"
)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A page</title>")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """A browser for which each name below example leads to this machine, as after DNS rebinding."""
    with launched("--host-resolver-rules=MAP *.example 127.0.0.1") as browser:
        yield browser


@pytest.fixture
def page(browser, server):
    """A page of another site."""
    page = browser.new_page()
    page.goto(f"http://evil.example:{server}/")
    yield page
    page.close()


@pytest.fixture
def send(page, local_aws):
    return lambda path, **options: page.evaluate(SEND, [f"{local_aws.endpoint_url}{path}", options])


@pytest.mark.parametrize("query", ["", "X-Amz-Credential={0}/20260101/eu-central-1/iam/aws4_request", CREDENTIALS])
def test_a_simple_request_with_credentials_makes_no_role(send, aws, target, unique_name, query):
    """It needs no CORS preflight: the page can't read the answer, but the request arrives."""
    trust = json.dumps(TRUST)
    body = f"Action=CreateRole&Version=2010-05-08&RoleName={unique_name}&AssumeRolePolicyDocument={trust}"
    headers = {"Content-Type": "text/plain"}

    seen = send(f"/?{query.format(target.access_key_id)}", method="POST", mode="no-cors", headers=headers, body=body)

    assert seen == ["opaque", 0]
    with pytest.raises(aws("iam").exceptions.NoSuchEntityException):
        aws("iam").get_role(RoleName=unique_name)


def test_a_form_makes_no_role(page, local_aws, aws, target, unique_name):
    fields = {
        "Action": "CreateRole",
        "Version": "2010-05-08",
        "RoleName": unique_name,
        "AssumeRolePolicyDocument": json.dumps(TRUST),
    }
    inputs = "".join(f"<input name={name} value='{value}'>" for name, value in fields.items())
    action = f"{local_aws.endpoint_url}/?{CREDENTIALS.format(target.access_key_id)}"
    page.set_content(f"<form method=post action='{action}'>{inputs}<button>Go</button></form>")

    with page.expect_navigation() as navigation:
        page.click("button")

    assert navigation.value.status == 403
    with pytest.raises(aws("iam").exceptions.NoSuchEntityException):
        aws("iam").get_role(RoleName=unique_name)


@pytest.mark.parametrize("endpoint", ["", "/_aws/cloudfront/none", "/_aws/lambda-url/none", "/_alb/none"])
def test_a_reset_deletes_nothing(send, aws, unique_name, endpoint):
    """Pages of every site may send requests to public endpoints."""
    url = aws("sqs").create_queue(QueueName=unique_name)["QueueUrl"]

    send(f"{endpoint}/_ministack/reset", method="POST", mode="no-cors")

    assert aws("sqs").get_queue_url(QueueName=unique_name)["QueueUrl"] == url


@pytest.mark.parametrize("path", ["/", "/_ministack/health", "/_ministack/ses/messages"])
def test_no_answer_can_be_read(send, path):
    assert send(path)[0] == "failed"
    assert send(path, method="PUT", headers={"X-Amz-Target": "x"})[0] == "failed"


def test_a_host_name_that_leads_to_this_machine_opens_nothing(browser, local_aws):
    port = urlsplit(local_aws.endpoint_url).port
    page = browser.new_page()

    answer = page.goto(f"http://rebound.example:{port}/_ministack/health")

    assert answer.status == 403
    assert page.evaluate(SEND, ["/", {"method": "POST"}]) == ["basic", 403]
    page.close()
