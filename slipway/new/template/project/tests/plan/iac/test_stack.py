"""What Terraform plans for the stack, without an account."""


def test_the_function_is_behind_the_api(tf):
    plan = tf("iac/%{name}", environment="dev").plan()
    assert plan.one("aws_lambda_function", function_name="dev-hello")
    assert plan.one("aws_api_gateway_rest_api", name="dev-%{name}")
