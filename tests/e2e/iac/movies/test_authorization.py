"""Who may call: reads are open, writes are signed by somebody who may execute-api:Invoke."""

import json

import pytest

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


@pytest.fixture
def user(aws, unique_name):
    """An IAM user without rights, and what gives it some."""
    iam = aws("iam")
    iam.create_user(UserName=unique_name)
    key = iam.create_access_key(UserName=unique_name)["AccessKey"]

    def allow(arn: str) -> None:
        statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": arn}
        iam.put_user_policy(
            UserName=unique_name,
            PolicyName="invoke",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )

    yield (key["AccessKeyId"], key["SecretAccessKey"]), allow
    for name in iam.list_user_policies(UserName=unique_name)["PolicyNames"]:
        iam.delete_user_policy(UserName=unique_name, PolicyName=name)
    iam.delete_access_key(UserName=unique_name, AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName=unique_name)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_unsigned_change_is_a_403_and_changes_nothing(api, movie, method):
    answer = api.request(method, f"/movies/{movie['id']}", json=HEAT, sign=False).expect(403).json()
    assert answer["message"]
    assert answer["requestId"]
    assert api.get(f"/movies/{movie['id']}").expect(200).json() == movie


def test_an_unsigned_creation_is_a_403(api):
    api.post("/movies", json=HEAT, sign=False).expect(403)


def test_a_signature_by_a_user_without_the_right_is_a_403(api, user):
    credentials, _ = user
    api.post("/movies", json=HEAT, sign=credentials).expect(403)


def test_a_user_may_do_what_its_policy_names_and_no_more(api, user, movie, stack):
    credentials, allow = user
    allow(f"{stack.execution_arn}/live/PUT/movies/*")
    api.put(f"/movies/{movie['id']}", json=HEAT, sign=credentials).expect(200)
    api.delete(f"/movies/{movie['id']}", sign=credentials).expect(403)


def test_a_wrong_secret_is_a_403(api, user):
    (key_id, _), allow = user
    allow("*")
    api.post("/movies", json=HEAT, sign=(key_id, "wrong")).expect(403)
