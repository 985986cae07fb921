"""The API on the local AWS, with IAM enforced."""

from pathlib import Path

from slipway.deploy.deploy import deploy

ROOT = Path(__file__).parents[3]


def test_the_api_answers(tf, http, eventually):
    stack = tf("iac/%{name}", environment="dev").apply()
    deploy(ROOT, stack.target, environment="dev", existing_only=True)  # not those of other stacks
    url = f"{stack.outputs['api_url']}/hello"
    assert eventually(lambda: http.get(url).expect(200)).json() == {"app": "hello"}
    stack.assert_converged()
