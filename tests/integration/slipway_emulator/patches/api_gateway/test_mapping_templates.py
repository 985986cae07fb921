import json

import pytest
import requests

# Renders each template with a text as $text.
RENDER = """
import json
import sys
from slipway_emulator.mapping_templates.variables import Input, Util
from slipway_emulator.mapping_templates.velocity import TemplateError, render

PARAMETERS = {
    "path": {"id": "a"},
    "querystring": {"id": "b", "limit": "1"},
    "header": {"X-Session-Id": "s", "id": "c"},
}
BODY = '{"title": "it\\'s", "cast": [{"name": "A"}, {"name": "B"}], "year": 2001, "seen": true, "none": null}'

def rendered(template, text):
    try:
        return render(template, {"input": Input(BODY, PARAMETERS), "util": Util(), "text": text, "context": {}})
    except TemplateError:
        return None

print(json.dumps([rendered(*case) for case in json.loads(sys.argv[1])]))
"""

AS_ON_AWS = {
    "$input.params('id') $input.params('limit') $input.params('x-session-id')": "a 1 s",
    "[$input.params('none')] [$input.params().path.get('none')] [$none] [$!none] [$context.none]": "[] [] [] [] []",
    "$input.params().querystring.get('id') $input.params('header').get('id')": "b c",
    "$input.params().header.get('x-session-ID') [$input.params('header').get('none')]": "s []",
    "$input.params().header.containsKey('X-SESSION-ID') $input.params().header.keySet().size()": "true 2",
    "$input.json('$.title') $input.json('$.cast[1]') [$input.json('$.nothing')]": '"it\'s" {"name":"B"} []',
    "$input.path('$.title') $input.path('$.year') $input.path('$.seen') $input.path('$').year": "it's 2001 true 2001",
    "$input.path('$.cast').size() $input.path('$.cast')": "2 [{name=A}, {name=B}]",
    "#foreach($a in $input.path('$.cast'))$foreach.index:$a.name#if($foreach.hasNext),#end#end": "0:A,1:B",
    "#if($input.params('id') == 'a')yes#{else}no#end #if($none)yes#{else}no#end": "yes no",
    '#set($x-y = "say ""$input.params(\'id\')""")$x-y ${x-y}!': 'say "a" say "a"!',
    "#set($x = 'it''s')$x #set($x = $none)$x": "it's it's",
    '$10 a#b {"a": "\\""}': '$10 a#b {"a": "\\""}',
    "$input.params('id').replaceAll('(a)', '<$1>') $text.toUpperCase()": "<a> TEXT",
    "$util.urlEncode('a b~') $util.urlDecode('a+b') $util.base64Decode($util.base64Encode('é'))": "a+b%7E a b é",
    '$util.parseJson(\'{"a": {"b": 1}}\').a.b': "1",
    "$util.escapeJavaScript('é a/b \\u00e9')": "\\u00E9 a\\/b \\\\u00e9",
    "#set($context.status = 404)$context.status ## a comment": "404 ",
    # Not a template.
    "#if($x": None,
    "#set($x = )": None,
}

# An input of a state machine: JSON inside of JSON.
NESTED = """#set($a = $util.escapeJavaScript($text).replaceAll("\\\\'", "'"))
#set($inner = "{""a"":""$a""}")
{"input": "$util.escapeJavaScript($inner).replaceAll("\\\\'", "'")"}"""
TEXTS = [
    "it's \\' \"q\" \\ \n\t\x01 / é € \U0001f600 $input #if(1) </script>",
    *("", "\\", "\\'", "'", "\\\\'u00e9", "\u2028", "\x7f", '","admin":"', "${text}"),
]


@pytest.fixture
def render(run_in_emulator):
    def render(*cases):
        result = run_in_emulator(RENDER, json.dumps(cases))
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return render


def test_templates_render_as_on_api_gateway(render):
    assert dict(zip(AS_ON_AWS, render(*((template, "text") for template in AS_ON_AWS)), strict=True)) == AS_ON_AWS


def test_a_repaired_escape_is_the_text_in_json_also_inside_of_another(render):
    outputs = render(*((NESTED, text) for text in TEXTS))
    assert [json.loads(json.loads(output)["input"]) for output in outputs] == [{"a": text} for text in TEXTS]


def test_an_escaped_apostrophe_is_not_json(render):
    # What AWS's tutorial of Step Functions and the template of the CDK leave as it is.
    (output,) = render(('"$util.escapeJavaScript($text)"', "it's"))
    with pytest.raises(ValueError, match="escape"):
        json.loads(output)


def mocked(api, template):
    client = api.aws("apigateway")
    method = {"restApiId": api.id, "resourceId": api.resource("{id}"), "httpMethod": "GET"}
    client.put_method(**method, authorizationType="NONE")
    client.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    client.put_method_response(**method, statusCode="200")
    client.put_integration_response(**method, statusCode="200", responseTemplates={"application/json": template})
    api.aws("apigateway").create_deployment(restApiId=api.id, stageName="live", variables={"color": "red"})
    return requests.get(api.url("/a?limit=1"), timeout=30)


TEMPLATE = (
    "#if($input.params('limit') == '1')$input.params('id') $stageVariables.color $context.resourcePath"
    " $context.apiId $context.identity.sourceIp#end"
)


def test_a_template_reads_the_request_its_context_and_the_variables_of_the_stage(rest_api):
    assert mocked(rest_api, TEMPLATE).text == f"a red /{{id}} {rest_api.id} 127.0.0.1"


def test_a_template_that_cannot_be_rendered_is_answered_with_500(rest_api):
    assert mocked(rest_api, "#foreach($x").status_code == 500


@pytest.mark.upstream
def test_unpatched_ministack_renders_no_directives(unpatched_rest_api):
    assert mocked(unpatched_rest_api, TEMPLATE).text == TEMPLATE
