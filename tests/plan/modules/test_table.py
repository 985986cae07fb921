"""Module table: keys, indexes and protection."""

import pytest
from validations import assert_each_refuses

KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"
REQUIRED = {"name": "movies", "hash_key": "id"}
SCENARIOS = {
    "default": {},
    "null": {"deletion_protection": None, "point_in_time_recovery": None, "key_types": None, "indexes": None},
    "index_of_all_attributes": {"indexes": {"by-year": {"hash_key": "year"}}, "key_types": {"year": "N"}},
    "index_with_the_tables_key": {"indexes": {"by-year": {"hash_key": "year", "range_key": "id"}}},
    "unprotected": {"deletion_protection": False, "point_in_time_recovery": False},
    "own_key": {"kms_key_arn": KEY},
    "stream": {"stream_view_type": "KEYS_ONLY"},
    "ttl": {"ttl_attribute": "expires_at"},
    "provisioned": {
        "provisioned": {
            "read": {"minimum": 5, "maximum": 50, "target_percent": 60},
            "write": {"minimum": 2, "maximum": 20},
        },
        "indexes": {"by-year": {"hash_key": "year"}},
    },
}
INDEX = {"hash_key": "year"}
UNITS = {"minimum": 1, "maximum": 2}
REFUSED = {
    "name_too_short": {"name": "ab"},
    "name_with_a_slash": {"name": "a/bc"},
    "range_key_equal_to_hash_key": {"range_key": "id"},
    "key_types_unknown": {"key_types": {"id": "STRING"}},
    "key_types_of_no_key": {"key_types": {"title": "S"}},
    "indexes_too_many": {"indexes": {f"by-{number}": INDEX for number in range(21)}},
    "indexes_short_name": {"indexes": {"by": INDEX}},
    "indexes_empty_key": {"indexes": {"by-year": {"hash_key": ""}}},
    "indexes_no_projected_attributes": {"indexes": {"by-year": {**INDEX, "projected_attributes": []}}},
    "stream_view_type_unknown": {"stream_view_type": "ALL"},
    "provisioned_no_capacity": {"provisioned": {"read": {"minimum": 0, "maximum": 2}, "write": UNITS}},
    "provisioned_half_a_unit": {"provisioned": {"read": UNITS, "write": {"minimum": 1, "maximum": 1.5}}},
    "provisioned_less_than_the_minimum": {"provisioned": {"read": {"minimum": 2, "maximum": 1}, "write": UNITS}},
    "provisioned_target_too_high": {"provisioned": {"read": {**UNITS, "target_percent": 95}, "write": UNITS}},
    "kms_key_arn_of_an_alias": {"kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:alias/movies"},
}


@pytest.fixture(scope="module")
def tables(tf_module):
    plans = tf_module.plans("modules/table", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})
    return {name: plan.one("aws_dynamodb_table") for name, plan in plans.items()} | {"plans": plans}


def attributes(table):
    return {(attribute["name"], attribute["type"]) for attribute in table["attribute"]}


@pytest.mark.parametrize("scenario", ["default", "null"])
def test_table_is_protected_encrypted_and_on_demand(tables, scenario):
    table = tables[scenario]
    assert table["deletion_protection_enabled"] is True
    assert table["point_in_time_recovery"][0]["enabled"] is True
    assert table["server_side_encryption"][0]["enabled"] is True
    assert table["billing_mode"] == "PAY_PER_REQUEST"


def test_protection_can_be_switched_off(tables):
    assert tables["unprotected"]["deletion_protection_enabled"] is False
    assert tables["unprotected"]["point_in_time_recovery"][0]["enabled"] is False


def test_provisioned_capacity_is_scaled_between_two_values(tables):
    table, plan = tables["provisioned"], tables["plans"]["provisioned"]
    assert (table["billing_mode"], table["read_capacity"], table["write_capacity"]) == ("PROVISIONED", 5, 2)
    (index,) = table["global_secondary_index"]
    assert (index["read_capacity"], index["write_capacity"]) == (50, 20)
    dimension = "dynamodb:table:ReadCapacityUnits"
    target = plan.one("aws_appautoscaling_target", scalable_dimension=dimension)
    assert (target["resource_id"], target["min_capacity"], target["max_capacity"]) == ("table/movies", 5, 50)
    policy = plan.one("aws_appautoscaling_policy", scalable_dimension=dimension)
    (tracking,) = policy["target_tracking_scaling_policy_configuration"]
    assert tracking["target_value"] == 60
    (metric,) = tracking["predefined_metric_specification"]
    assert metric["predefined_metric_type"] == "DynamoDBReadCapacityUtilization"


def test_on_demand_has_no_capacity(tables):
    assert not tables["plans"]["default"].all("aws_appautoscaling_target")
    (index,) = tables["index_of_all_attributes"]["global_secondary_index"]
    assert not index.get("read_capacity")


def test_each_key_is_defined_once_with_its_type(tables):
    assert attributes(tables["default"]) == {("id", "S")}
    assert attributes(tables["index_of_all_attributes"]) == {("id", "S"), ("year", "N")}
    assert attributes(tables["index_with_the_tables_key"]) == {("id", "S"), ("year", "S")}


def test_index_has_all_attributes_unless_they_are_named(tables, examples):
    (index,) = tables["index_of_all_attributes"]["global_secondary_index"]
    assert (index["name"], index["projection_type"]) == ("by-year", "ALL")

    (index,) = examples["table/complete"].one("aws_dynamodb_table")["global_secondary_index"]
    assert (index["projection_type"], index["non_key_attributes"]) == ("INCLUDE", ["total"])


def test_stream_ttl_and_key_are_set_only_on_request(tables):
    assert tables["default"]["stream_enabled"] is False
    assert "ttl" not in tables["default"]  # known after the apply
    assert tables["stream"]["stream_view_type"] == "KEYS_ONLY"
    assert tables["ttl"]["ttl"] == [{"attribute_name": "expires_at", "enabled": True}]
    assert tables["own_key"]["server_side_encryption"] == [{"enabled": True, "kms_key_arn": KEY}]


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "table", REQUIRED, REFUSED)
