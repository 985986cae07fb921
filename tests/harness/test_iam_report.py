"""`--iam-report` in a small project: its roles' denied calls and unused grants, and the test that proves each grant."""

import json

CONFIGURATION = """
variable "name" {
  type = string
}

resource "aws_iam_role" "this" {
  name = var.name

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "function"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sqs:ListQueues", "sqs:PurgeQueue", "sns:ListTopics"], Resource = "*" }]
  })
}

output "role" {
  value = aws_iam_role.this.arn
}
"""
STATEMENT = '{ actions = ["sqs:ListQueues", "sqs:PurgeQueue", "sns:ListTopics"], resources = ["*"] }'
TESTS = """
    import pytest
    from slipway.aws.target import Target

    @pytest.fixture
    def client(tf, aws, target):
        def client(service, role):
            session = aws("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
            keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
            return Target(target.endpoint_url, target.region, *keys).client(service)
        return client

    @pytest.fixture
    def shared(tf_run):
        return tf_run("reader", name="shared").outputs["role"]

    @pytest.mark.xdist_group("own")
    def test_of_an_own_stack(tf, client):
        client("sqs", tf("reader", name="own").apply().outputs["role"]).list_queues()

    @pytest.mark.parametrize("number", ["1@a"])
    def test_of_a_shared_stack(shared, client, number):
        client("sns", shared).list_topics()

    def test_of_a_denied_call(shared, client):
        with pytest.raises(Exception, match="AuthorizationError"):
            client("sns", shared).create_topic(Name="news")

    def test_of_another_role(aws):
        aws("iam").create_role(RoleName="ignored", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": [{'
            '"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}')
"""


def test_each_grant_has_its_test_and_denied_calls_and_unused_grants_are_shown(project):
    project.mkdir("reader").joinpath("main.tf").write_text(CONFIGURATION)
    project.makepyfile(test_reader=TESTS)

    result = project.runpytest_subprocess(
        "-p", "no:cacheprovider", "-n1", "--dist=loadgroup", "--iam-report=build/iam.json", "--iam-roles=[os][wh]*"
    )

    result.assert_outcomes(passed=4)
    roles = {
        role["role"].rpartition("/")[2]: role
        for role in json.loads(project.path.joinpath("build/iam.json").read_text())
    }
    proofs = {(name, each["action"]): each["tests"] for name, role in roles.items() for each in role["used"]}
    assert proofs == {
        ("own", "sqs:ListQueues"): ["test_reader.py::test_of_an_own_stack"],
        ("shared", "sns:ListTopics"): ["test_reader.py::test_of_a_shared_stack[1@a]"],
    }
    topic = "arn:aws:sns:eu-central-1:100000000000:news"
    output = result.stdout.str()
    shown = output[output.index("grants of roles") :].splitlines()[1:]
    assert shown[:3] == [
        "arn:aws:iam::100000000001:role/own",
        "  unused  sqs:PurgeQueue on *",
        f'          remove "sqs:PurgeQueue" from actions of {STATEMENT}',
    ]
    assert shown[5:9] == [
        "arn:aws:iam::100000000000:role/shared",
        f"  denied  sns:CreateTopic on {topic}",
        f'          statements = [{{ actions = ["sns:CreateTopic"], resources = ["{topic}"] }}]',
        "          test_reader.py::test_of_a_denied_call",
    ]
    assert "roles: 2; grants: 2 used, 4 unused, 0 expected to be unused; denied calls: 1" in shown


def test_it_needs_the_local_aws(run):
    result = run("def test(): ...", "--aws", "--iam-report", "iam.json")
    assert result.ret != 0
    assert "--iam-report needs the decisions that the local AWS records: leave out --aws" in result.stderr.str()
