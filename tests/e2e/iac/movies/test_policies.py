"""Least privilege: each grant of each function's role is one that the function uses."""

import pytest

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


@pytest.fixture
def grants(grants):
    """Those of the functions: what API Gateway's role for its logs must have, API Gateway says."""
    return lambda: {grant for grant in grants() if not grant[0].endswith("-api-gateway-logs")}


@pytest.fixture
def all_used(
    started,
    api,
    create,
    put_item,
    aws,
    stack,
    without,
    quick_redelivery,
    unique_name,
    eventually,
    logged,
    mails,
    queued,
):
    """Everything that the functions do has happened, what they do about failures too."""
    movie = create()
    api.get(f"/movies/{movie['id']}").expect(200)
    api.get("/movies").expect(200)
    api.put(f"/movies/{movie['id']}", json=HEAT).expect(200)
    api.delete(f"/movies/{movie['id']}").expect(204)
    api.post("/movies", json=HEAT, headers={"Idempotency-Key": unique_name}).expect(201)
    put_item(id=unique_name, genres="none")
    aws("sns").publish(TopicArn=stack.topic_arn, Message=f"no event {unique_name}")
    with without("email-notification", "ses:SendEmail"):
        create(title=f"{unique_name} late")
        eventually(lambda: _there(logged("email-notification", "AccessDenied")))
    eventually(lambda: _there(mails(f"{unique_name} late")))
    for app in ("email-notification", "publish-movie-events"):
        eventually(lambda app=app: _there(queued(stack.dead_letter_queue_urls[app])))


@pytest.fixture
def started(aws, stack):
    """Each function has run, with an event that none of them knows: so its log was written, too."""
    for app in stack.deployed:
        aws("lambda").invoke(FunctionName=f"{stack.environment}-{app}:live", Payload="{}")


def _there(found):
    assert found


def test_every_grant_is_used(all_used, unused):
    assert unused() == set()


def test_a_grant_that_nothing_uses_is_found(all_used, unused, extra_grant):
    with extra_grant("get-movie") as grant:
        assert unused() == {grant}


def test_a_mail_comes_from_the_sender_and_may_go_to_an_identity_of_the_account(aws, stack):
    role = f"{stack.environment}-email-notification"
    policy = aws("iam").get_role_policy(RoleName=role, PolicyName="function")["PolicyDocument"]
    (grant,) = [statement for statement in policy["Statement"] if ":identity/" in str(statement["Resource"])]
    (identities,) = grant["Resource"]
    assert identities.endswith(":identity/*")
    assert grant["Condition"] == {"StringEquals": {"ses:FromAddress": ["movies@dev.example.com"]}}


def test_no_grant_is_on_everything(grants):
    assert [grant for grant in grants() if grant[2] == "*" or "*" in grant[1]] == []
