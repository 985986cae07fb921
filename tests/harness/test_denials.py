"""The report of a failed test shows the calls that the local AWS refused during it."""

TESTS = """
    import json
    import pytest
    from slipway.aws.target import Target

    @pytest.fixture(scope="session")
    def table(aws, target):
        trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        role = aws("iam").create_role(RoleName="reader", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
        session = aws("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
        client = Target(target.endpoint_url, target.region, *keys).client("dynamodb")
        return lambda: client.get_item(TableName="orders", Key={"id": {"S": "1"}})

    def test_whose_user_causes_it(aws, target):
        aws("iam").create_user(UserName="ada")
        key = aws("iam").create_access_key(UserName="ada")["AccessKey"]
        ada = Target(target.endpoint_url, target.region, key["AccessKeyId"], key["SecretAccessKey"])
        ada.client("sns").publish(TopicArn=f"arn:aws:sns:{target.region}:{target.access_key_id}:news", Message="x")

    def test_that_expects_it(table):
        with pytest.raises(Exception, match="AccessDenied"):
            table()

    def test_that_causes_it(table):
        table()

    def test_that_fails_otherwise(table):
        assert False

    @pytest.fixture
    def item(table):
        return table()

    def test_whose_setup_causes_it(item):
        ...
"""


def test_refused_calls_are_shown_in_the_report_of_the_test_that_caused_them_and_stay_in_a_file(project):
    project.makepyfile(TESTS)

    result = project.runpytest_subprocess("-p", "no:cacheprovider", "--tb", "line", "-rA")

    result.assert_outcomes(passed=1, failed=3, errors=1)
    output = result.stdout.str()
    assert output.count("- Calls that the local AWS refused -") == 3
    user = "arn:aws:iam::100000000000:user/ada: sns:Publish on arn:aws:sns:eu-central-1:100000000000:news"
    assert f"\n{user}\n    no identity-based policy allows it\n" in output
    refused = (
        "arn:aws:iam::100000000000:role/reader: dynamodb:GetItem on "
        "arn:aws:dynamodb:eu-central-1:100000000000:table/orders"
    )
    assert output.splitlines().count(refused) == 2
    table = refused.rpartition(" ")[2]
    statement = f'    statements = [{{ actions = ["dynamodb:GetItem"], resources = ["{table}"] }}]'
    assert output.splitlines().count(statement) == 2

    (kept,) = project.path.glob(".slipway/test-run-*/local-iam-decisions.jsonl")
    assert kept.read_text().count("dynamodb:GetItem") == 3
