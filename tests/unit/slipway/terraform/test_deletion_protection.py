"""Which resources of a planned removal are protected."""

import pytest

from slipway.terraform.deletion_protection import protected


class Target:
    """A target whose buckets and repositories contain something, or nothing."""

    def __init__(self, content: list) -> None:
        self.content = content

    def client(self, _):
        return self

    def list_object_versions(self, **_):
        return {"DeleteMarkers": self.content} if self.content else {}

    def list_images(self, **_):
        return {"imageIds": self.content}


def change(kind: str, *actions: str, **before) -> dict:
    return {
        "address": f"{kind}.this",
        "mode": "managed",
        "type": kind,
        "change": {"actions": list(actions), "before": before},
    }


def reasons(*changes: dict, content: tuple = ()) -> list[str]:
    return [" ".join(each) for each in protected({"resource_changes": list(changes)}, Target(list(content)))]


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("aws_dynamodb_table", {"deletion_protection_enabled": True}),
        ("aws_db_instance", {"deletion_protection": True}),
        ("aws_lb", {"enable_deletion_protection": True}),
        ("aws_cognito_user_pool", {"deletion_protection": "ACTIVE"}),
        ("aws_instance", {"disable_api_termination": True}),
    ],
)
def test_a_resource_with_deletion_protection_is_protected(kind, attributes):
    assert reasons(change(kind, "delete", **attributes)) == [f"{kind}.this has deletion protection"]
    assert reasons(change(kind, "no-op", **attributes)) == []
    unprotected = {name: "INACTIVE" if value == "ACTIVE" else False for name, value in attributes.items()}
    assert reasons(change(kind, "delete", **unprotected)) == []


def test_content_protects_a_bucket_and_a_repository_unless_they_may_be_emptied():
    bucket = change("aws_s3_bucket", "delete", bucket="a", force_destroy=False)
    repository = change("aws_ecr_repository", "delete", name="a", force_delete=None)
    assert reasons(bucket, repository) == []
    assert reasons(bucket, repository, content=("x",)) == [
        "aws_s3_bucket.this isn't empty, and has no force_destroy",
        "aws_ecr_repository.this isn't empty, and has no force_delete",
    ]
    emptied = [
        change("aws_s3_bucket", "delete", bucket="a", force_destroy=True),
        change("aws_ecr_repository", "delete", name="a", force_delete=True),
    ]
    assert reasons(*emptied, content=("x",)) == []


def test_a_data_source_and_an_empty_state_are_not_protected():
    assert reasons({**change("aws_lb", "delete", enable_deletion_protection=True), "mode": "data"}) == []
    assert list(protected({}, Target([]))) == []
