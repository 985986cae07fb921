import pytest
import requests

PREFLIGHT = {"method.response.header.Access-Control-Allow-Methods": "'GET,PUT'"}


def mocked(api, request_template='{"statusCode": 200}', **responses):
    """``OPTIONS /x`` with a response template for each status code; returns the arguments that identify the method."""
    client = api.aws("apigateway")
    method = {"restApiId": api.id, "resourceId": api.resource("x"), "httpMethod": "OPTIONS"}
    client.put_method(**method, authorizationType="NONE")
    client.put_integration(**method, type="MOCK", requestTemplates={"application/json": request_template})
    for code, template in responses.items():
        status = code.removeprefix("status_")
        client.put_method_response(**method, statusCode=status)
        client.put_integration_response(
            **method,
            statusCode=status,
            selectionPattern=status,
            responseParameters=PREFLIGHT,
            responseTemplates={"application/json": template} if template else {},
        )
    api.deploy()
    return method


def call(api, query=""):
    return requests.options(api.url(f"/x{query}"), headers={"User-Agent": "test"}, timeout=30)


def test_the_response_template_is_rendered(rest_api):
    template = '{"q":"$input.params(\'q\')","agent":"$input.params(\'user-agent\')","stage":"$context.stage"}'
    mocked(rest_api, status_200=template)
    assert call(rest_api, "?q=a%20b").json() == {"q": "a b", "agent": "test", "stage": "live"}


def test_a_response_without_a_template_is_empty(rest_api):
    mocked(rest_api, '{"statusCode": 204}', status_204="")
    response = call(rest_api)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Methods"] == "GET,PUT"


@pytest.mark.parametrize("wanted", ["200", "404"])
def test_the_request_template_selects_the_response(rest_api, wanted):
    template = "{\"statusCode\": $input.params('wanted')}"
    mocked(rest_api, template, status_200='{"found":true}', status_404='{"found":false}')
    response = call(rest_api, f"?wanted={wanted}")
    assert (response.status_code, response.json()) == (int(wanted), {"found": wanted == "200"})


@pytest.mark.parametrize(
    ("agent", "header", "status"), [("a-b", "a-b", 200), ("other", None, 200), ("refused", None, 403)]
)
def test_the_template_of_the_selected_response_overrides_header_and_status(rest_api, agent, header, status):
    template = (
        "#set($agents = ['a-b', 'c'])#set($agent = $input.params('User-Agent'))"
        "#if($agents.contains($agent))#set($context.responseOverride.header.Access-Control-Allow-Origin = $agent)#end"
        "#if($agent == 'refused')#set($context.responseOverride.status = 403)#end{}"
    )
    unselected = "#set($context.responseOverride.header.Access-Control-Allow-Origin = '*'){}"
    mocked(rest_api, status_200=template, status_404=unselected)
    response = requests.options(rest_api.url("/x"), headers={"User-Agent": agent}, timeout=30)
    assert (response.headers.get("Access-Control-Allow-Origin"), response.status_code) == (header, status)
    assert response.headers["Access-Control-Allow-Methods"] == "GET,PUT"


def test_the_integration_has_no_http_method(rest_api, aws):
    method = mocked(rest_api, status_200="{}")
    assert "httpMethod" not in aws("apigateway").get_integration(**method)


@pytest.mark.upstream
def test_unpatched_ministack_reports_post_and_renders_nothing(unpatched_rest_api, unpatched_aws):
    method = mocked(unpatched_rest_api, status_200='{"q":"$input.params(\'q\')"}')
    assert unpatched_aws("apigateway").get_integration(**method)["httpMethod"] == "POST"
    assert call(unpatched_rest_api, "?q=1").json() == {"q": "$input.params('q')"}
