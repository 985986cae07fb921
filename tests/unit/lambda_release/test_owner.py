"""Who may release a function, by the description of its alias."""

import pytest

from lambda_release.errors import OwnerError
from lambda_release.function import Function
from lambda_release.owner import assert_owner, pipeline_of

FUNCTION = Function(None, "dev-put-cloud-provider", "prod")
OF_DELIVERY = {"Description": "What callers invoke; released by the pipeline dev-delivery"}


@pytest.mark.parametrize(
    ("description", "pipeline"),
    [
        ("What callers invoke; released by the pipeline dev-delivery", "dev-delivery"),
        ("Released by the pipeline a.b@c_d, see the README", "a.b@c_d"),
        ("What callers invoke; the deployer moves it.", None),
        ("Released by the pipeline team's owner", None),
        ("", None),
        (None, None),
    ],
)
def test_the_description_of_the_alias_names_the_pipeline(description, pipeline):
    assert pipeline_of({} if description is None else {"Description": description}) == pipeline


def test_each_owner_may_release_its_function():
    assert_owner(FUNCTION, OF_DELIVERY, "dev-delivery")
    assert_owner(FUNCTION, {}, None)


@pytest.mark.parametrize(
    ("alias", "pipeline", "message"),
    [
        (
            OF_DELIVERY,
            None,
            "alias prod of dev-put-cloud-provider is released by the pipeline dev-delivery, not by `sl",
        ),
        (OF_DELIVERY, "other", "is released by the pipeline dev-delivery, not by other: change released_by in its"),
        ({}, "dev-delivery", "is released by `slipway deploy`, not by a pipeline: set released_by = 'dev-delivery' in"),
    ],
)
def test_another_owner_is_refused_by_name(alias, pipeline, message):
    with pytest.raises(OwnerError, match=message):
        assert_owner(FUNCTION, alias, pipeline)
