"""Module codepipeline: the input that its validations refuse."""

from validations import assert_each_refuses

REGION = "eu-central-1:123456789012"
CONNECTION = f"arn:aws:codestar-connections:{REGION}:connection/00000000-0000-0000-0000-000000000000"
PROJECT = {"project_arn": f"arn:aws:codebuild:{REGION}:project/site"}
WITHOUT_ALIAS = {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:f"}}
FUNCTION = {"function": {"alias_arn": f"arn:aws:lambda:{REGION}:function:f:live"}}
ALARM = f"arn:aws:cloudwatch:{REGION}:alarm:errors"
STACK_ROLE = "arn:aws:iam::123456789012:role/stack"
GITHUB = {"connection_arn": CONNECTION, "repository": "example/site"}
DATA = {"bucket_arn": "arn:aws:s3:::data", "key": "data.zip"}
SITE = {"bucket_arn": "arn:aws:s3:::site"}
BUILD = {"name": "Site", "inputs": ["code"], "codebuild": PROJECT}
TEST = {"name": "Test", "codebuild": PROJECT}
MAIN = {"includes": ["main"]}
NINE = list("123456789")


def source(**kinds):
    return {"sources": {"code": kinds}}


def github(**settings):
    return source(github={**GITHUB, **settings})


def stage(*actions, name="Build"):
    return {"name": name, "actions": actions}


def action(**settings):
    return {"stages": [stage({"name": "Site", **settings})]}


def build(**settings):
    return {"stages": [stage({**BUILD, **settings})]}


def stack(**settings):
    """Return a stage with a CloudFormation action."""
    valid = {"mode": "CREATE_UPDATE", "stack_name": "site", "role_arn": STACK_ROLE, "template": "code::site.yml"}
    return action(inputs=["code"], cloudformation={**valid, **settings})


def condition(kind, result, *rules):
    """Return a condition of the stage Build."""
    return {"conditions": {"Build": {kind: {"result": result, "rules": rules}}}}


VARIABLE = {"name": "Check", "variable": {"text": "#{code.BranchName}", "operator": "EQ", "value": "main"}}
VALID = {"name": "site", **github(), **build()}
REFUSED = {
    "alarms_actions_no_arn": {"alarms": {"actions": ["alarms"]}},
    "name_with_a_dot": {"name": "site.prod"},
    "execution_mode_in_small_letters": {"execution_mode": "queued"},
    "variables_with_a_space_in_a_name": {"variables": {"a b": {}}},
    "variables_with_an_empty_default": {"variables": {"a": {"default": ""}}},
    "role_path_with_a_space": {"role": {"path": "/my roles/"}},
    "artifacts_prefix_in_capitals": {"artifacts": {"bucket_prefix": "Site"}},
    "artifacts_retention_of_half_a_day": {"artifacts": {"retention_days": 0.5}},
    "sources_key_with_a_hyphen": {"sources": {"the-code": {"github": GITHUB}}},
    "sources_none": {"sources": {}},
    "sources_of_two_kinds": source(github=GITHUB, s3=DATA),
    "sources_of_an_unknown_kind": source(codecommit={"repository": "site"}),
    "sources_connection_is_a_name": github(connection_arn="github"),
    "sources_repository_is_a_url": github(repository="https://github.com/example/site"),
    "sources_repository_without_owner": github(repository="site"),
    "sources_bucket_is_a_name": source(s3={**DATA, "bucket_arn": "data"}),
    "sources_key_of_the_object_with_a_slash": source(s3={**DATA, "key": "/data.zip"}),
    "sources_image_is_a_url": source(ecr={"repository_arn": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site"}),
    "sources_filter_without_detection": github(detect_changes=False, push=[{"branches": MAIN}]),
    "sources_filter_of_nothing": github(push=[{}]),
    "sources_file_paths_without_branches": github(push=[{"file_paths": {"includes": ["a/**"]}}]),
    "sources_file_paths_beside_tags": github(
        push=[{"tags": {"includes": ["v*"]}, "file_paths": {"includes": ["a/**"]}}]
    ),
    "sources_pull_request_without_branches": github(pull_request=[{"events": ["OPEN"]}]),
    "sources_excludes_too_many": github(push=[{"branches": {"excludes": NINE}}]),
    "sources_event_unknown": github(pull_request=[{"events": ["MERGED"], "branches": MAIN}]),
    "sources_filters_too_many": github(push=[{"branches": {"includes": [name]}} for name in "abcd"]),
    "sources_filters_too_many_after_the_split": github(
        push=[{"branches": {"includes": NINE}, "file_paths": {"includes": NINE}}]
    ),
    "sources_pull_requests_too_many": github(pull_request=[{"branches": {"includes": [name]}} for name in "abcd"]),
    "stages_none": {"stages": []},
    "stages_without_action": {"stages": [stage()]},
    "stages_name_with_a_space": {"stages": [stage(BUILD, name="The build")]},
    "stages_action_name_with_a_space": build(name="The site"),
    "stages_of_one_name": {"stages": [stage(BUILD), stage(BUILD)]},
    "stages_called_source": {"stages": [stage(BUILD, name="Source")]},
    "stages_actions_of_one_name": {"stages": [stage(BUILD, BUILD)]},
    "stages_provider_unknown": action(inputs=["code"], ecs={"service": "site"}),
    "stages_deployment_without_input_and_version": action(lambda_deploy={"function": FUNCTION}),
    "stages_deployment_of_input_and_version": action(
        inputs=["code"], lambda_deploy={"function": FUNCTION, "version": "1"}
    ),
    "stages_deployment_strategy_unknown": action(
        inputs=["code"], lambda_deploy={"function": FUNCTION, "strategy": "Canary100Percent5Minutes"}
    ),
    "stages_stack_mode_unknown": stack(mode="CREATE"),
    "stages_stack_change_set_without_name": stack(mode="CHANGE_SET_REPLACE"),
    "stages_stack_without_role": stack(role_arn=None),
    "stages_stack_without_template": stack(template=None),
    "stages_stack_template_of_another_artifact": stack(template="built::template.yml"),
    "stages_stack_template_without_artifact": stack(template="code"),
    "stages_stack_output_file_without_output": stack(output_file="outputs.json"),
    "stages_stack_capability_unknown": stack(capabilities=["CAPABILITY_ALL"]),
    "conditions_of_an_unknown_stage": {"conditions": {"Deploy": {"on_failure": {"result": "RETRY"}}}},
    "conditions_kind_unknown": condition("after_exit", "FAIL", VARIABLE),
    "conditions_entry_rolls_back": condition("before_entry", "ROLLBACK", VARIABLE),
    "conditions_skip_for_an_alarm": condition("before_entry", "SKIP", {"name": "Check", "alarm": {"arn": ALARM}}),
    "conditions_function_without_an_alias": condition(
        "before_entry", "FAIL", {"name": "Ask", "lambda": {"function": WITHOUT_ALIAS}}
    ),
    "conditions_success_skips": condition("on_success", "SKIP", VARIABLE),
    "conditions_failure_skips": condition("on_failure", "SKIP", VARIABLE),
    "conditions_source_rolls_back": {"conditions": {"Source": {"on_failure": {"result": "ROLLBACK"}}}},
    "conditions_parallel_rolls_back": {**condition("on_failure", "ROLLBACK"), "execution_mode": "PARALLEL"},
    "conditions_retry_mode_unknown": {
        "conditions": {"Build": {"on_failure": {"result": "RETRY", "retry_mode": "ALL"}}}
    },
    "conditions_retry_mode_of_a_rollback": {
        "conditions": {"Build": {"on_failure": {"result": "ROLLBACK", "retry_mode": "ALL_ACTIONS"}}}
    },
    "conditions_without_rules": condition("before_entry", "FAIL"),
    "conditions_rules_of_one_name": condition("before_entry", "FAIL", VARIABLE, VARIABLE),
    "conditions_rule_of_no_kind": condition("before_entry", "FAIL", {"name": "Check"}),
    "conditions_rule_of_two_kinds": condition("before_entry", "FAIL", {**VARIABLE, "alarm": {"arn": ALARM}}),
    "conditions_commands_without_input": condition("before_entry", "FAIL", {"name": "Run", "commands": ["make"]}),
    "conditions_variable_with_input": condition("before_entry", "FAIL", {**VARIABLE, "inputs": ["code"]}),
    "conditions_command_of_two_lines": condition(
        "before_entry", "FAIL", {"name": "Run", "inputs": ["code"], "commands": ["a\nb"]}
    ),
    "conditions_operator_unknown": condition(
        "before_entry", "FAIL", {"name": "Check", "variable": {"text": "a", "operator": "GT", "value": "1"}}
    ),
    "conditions_alarm_is_a_name": condition("on_success", "FAIL", {"name": "Errors", "alarm": {"arn": "errors"}}),
    "conditions_alarm_state_unknown": condition(
        "on_success", "FAIL", {"name": "Errors", "alarm": {"arn": ALARM, "states": ["BAD"]}}
    ),
    "conditions_window_of_five_fields": condition(
        "before_entry", "FAIL", {"name": "Window", "deployment_window": {"cron": "0 9 * * *"}}
    ),
    "stages_two_providers": build(approval={}),
    "stages_run_order_0": build(run_order=0),
    "stages_timeout_too_short": build(timeout_minutes=4),
    "stages_artifact_name_with_a_hyphen": build(outputs=["the-site"]),
    "stages_build_without_input": build(inputs=[]),
    "stages_same_input_twice": build(inputs=["code", "code"]),
    "stages_deployment_with_an_output": action(inputs=["code"], outputs=["b"], s3=SITE),
    "stages_deployment_of_nothing": action(s3=SITE),
    "stages_approval_with_an_input": action(inputs=["code"], approval={}),
    "stages_function_with_six_outputs": action(outputs=list("abcdef"), **{"lambda": {"function": FUNCTION}}),
    "stages_project_is_a_name": build(codebuild={"project_arn": "site"}),
    "stages_function_is_a_name": action(**{"lambda": {"function": {"function": {"alias_arn": "announce:live"}}}}),
    "stages_function_without_an_alias": action(**{"lambda": {"function": WITHOUT_ALIAS}}),
    "stages_deployment_without_an_alias": action(inputs=["code"], lambda_deploy={"function": WITHOUT_ALIAS}),
    "stages_bucket_is_a_name": action(inputs=["code"], s3={"bucket_arn": "site"}),
    "stages_topic_is_an_address": action(approval={"topic_arn": "me@example.com"}),
    "stages_object_without_key": action(inputs=["code"], s3={**SITE, "extract": False}),
    "stages_user_parameters_too_long": action(**{"lambda": {"function": FUNCTION, "user_parameters": "x" * 1001}}),
    "stages_commit_message_in_json": action(
        **{"lambda": {"function": FUNCTION, "user_parameters": '{"message": "#{code.CommitMessage}"}'}}
    ),
    "stages_commit_message_in_a_json_text": action(
        **{"lambda": {"function": FUNCTION, "user_parameters": ' "by #{code.AuthorDisplayName}"'}}
    ),
    "stages_commit_message_in_a_builds_environment": build(
        codebuild={**PROJECT, "environment": {"MESSAGE": "#{code.CommitMessage}"}}
    ),
    "stages_author_in_parameters_of_a_stack": stack(parameters={"Author": "by #{code.AuthorEmail}"}),
    "conditions_commit_message_in_json": condition(
        "on_success",
        "FAIL",
        {"name": "C", "lambda": {"function": FUNCTION, "user_parameters": '["#{c.CommitMessage}"]'}},
    ),
    "conditions_author_in_a_builds_environment": condition(
        "on_success",
        "FAIL",
        {
            "name": "C",
            "inputs": ["code"],
            "codebuild": {**PROJECT, "environment": {"BY": "#{code.AuthorDisplayName}"}},
        },
    ),
    "conditions_commit_message_in_a_command": condition(
        "on_success", "FAIL", {"name": "C", "inputs": ["code"], "commands": ["make", "echo '#{code.CommitMessage}'"]}
    ),
    "stages_input_unknown": build(inputs=["cod"]),
    "stages_input_of_a_later_stage": {
        "stages": [stage({**BUILD, "inputs": ["site"]}), stage({**BUILD, "outputs": ["site"]}, name="Late")]
    },
    "stages_input_made_at_the_same_time": {
        "stages": [stage({**BUILD, "outputs": ["site"]}, {**TEST, "inputs": ["site"]})]
    },
    "stages_artifact_made_twice": {
        "stages": [stage({**BUILD, "outputs": ["site"]}, {**TEST, "inputs": ["code"], "outputs": ["site"]})]
    },
    "stages_artifact_of_a_source_made_again": build(outputs=["code"]),
    "stages_namespace_of_a_source": build(namespace="code"),
}


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "codepipeline", VALID, REFUSED)
