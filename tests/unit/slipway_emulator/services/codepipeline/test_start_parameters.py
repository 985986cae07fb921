import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import start_parameters


@pytest.fixture
def declaration(declare, source):
    variables = [{"name": "color", "defaultValue": "red"}, {"name": "size"}]
    return declare(sources=[source("One"), source("Two")], variables=variables)


def test_variables_have_their_default_unless_a_value_is_given(declaration):
    size = [{"name": "size", "value": "5"}]
    assert start_parameters.resolve_variables(declaration, size) == {"color": "red", "size": "5"}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ([], "The variable size has no default value: specify a value."),
        ([{"name": "shape", "value": "round"}], "The pipeline doesn't declare the variable shape."),
    ],
)
def test_invalid_variables_are_rejected(declaration, overrides, message):
    with pytest.raises(ServiceError) as error:
        start_parameters.resolve_variables(declaration, overrides)
    assert (error.value.code, error.value.message) == ("ValidationException", message)


def test_source_revisions_are_returned_by_action(declaration):
    override = {"actionName": "Two", "revisionType": "S3_OBJECT_VERSION_ID", "revisionValue": "v2"}
    assert start_parameters.source_revisions(declaration, [override]) == {"Two": "v2"}


@pytest.mark.parametrize(
    ("action", "type_", "message"),
    [
        ("Three", "S3_OBJECT_VERSION_ID", "The pipeline has no source action Three."),
        ("One", "COMMIT_ID", "The local AWS requires the revision type S3_OBJECT_VERSION_ID for One, not COMMIT_ID."),
    ],
)
def test_invalid_source_revisions_are_rejected(declaration, action, type_, message):
    override = {"actionName": action, "revisionType": type_, "revisionValue": "x"}
    with pytest.raises(ServiceError) as error:
        start_parameters.source_revisions(declaration, [override])
    assert (error.value.code, error.value.message) == ("ValidationException", message)
