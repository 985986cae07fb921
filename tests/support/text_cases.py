"""Cases for the validations of modules: each text, empty and too long, and each number with a fraction.

A place that no value below has fails the tests, so no new variable can be left out.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

from repository import ROOT

from slipway.terraform.variable_types import types_of

Place = tuple[str, ...]
"""The place of a text or number in a variable: names of attributes, ``*`` for an element, ``<key>`` for a map's key."""

_REGION = "eu-central-1:123456789012"
_ALIAS = f"arn:aws:lambda:{_REGION}:function:f:live"
_BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
_PATH = "/slipway/dev/"
_BUCKET = "arn:aws:s3:::bucket"
_CONNECTION = f"arn:aws:codestar-connections:{_REGION}:connection/00000000-0000-0000-0000-000000000000"
_INVOKE_ARN = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/f/invocations"
_KEY = f"arn:aws:kms:{_REGION}:key/00000000-0000-0000-0000-000000000000"
_QUEUE = f"arn:aws:sqs:{_REGION}:queue"
_TOPIC = f"arn:aws:sns:{_REGION}:topic"
_LAYER = f"arn:aws:lambda:{_REGION}:layer:layer:1"

_POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
_PATTERNS = {"includes": ["a"], "excludes": ["b"]}
_PUSH = {"branches": _PATTERNS, "file_paths": _PATTERNS}
_STATEMENT = {"actions": ["s3:GetObject"], "resources": ["*"], "condition": {"Bool": {"aws:SecureTransport": ["true"]}}}
_ROLE = {"statements": [_STATEMENT], "policy": _POLICY, "permissions_boundary": _BOUNDARY, "path": _PATH}
_EXISTING = {"existing": {"arn": "arn:aws:iam::123456789012:role/r"}}
_TAGS = {"team": "movies"}
_LOG = {"kms_key_arn": _KEY}
_ROUTE_ALIAS = {
    "function": {
        "name": "f",
        "alias_name": "live",
        "invoke_arn": f"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{_ALIAS}/invocations",
    }
}
_API_RESOURCE = {
    "rest_api_id": "a1",
    "execution_arn": "arn:aws:execute-api:eu-central-1:123456789012:a1",
    "id": "r1",
    "path": "/a",
}
_INTEGRATION = {
    "service": "states",
    "action": "StartExecution",
    "role_arn": "arn:aws:iam::123456789012:role/api",
    "request_template": "{}",
    "responses": {"202": {"template": "{}", "headers": {"a": "'b'"}}, "500": {"pattern": "4..", "template": "{}"}},
}
_METHOD_FUNCTION = {"function": {"name": "f", "alias_name": "live", "invoke_arn": _INVOKE_ARN}}
_API = {"id": "a1", "execution_arn": "arn:aws:execute-api:eu-central-1:123456789012:a1"}
_COGNITO = {"type": "COGNITO_USER_POOLS", "authorizer_id": "a1", "scopes": ["read"]}
_ENVIRONMENT = {
    "PLAIN": {"value": "x"},
    "TOKEN": {"parameter": {"name": "/token", "arn": f"arn:aws:ssm:{_REGION}:parameter/token"}, "kms_key_arn": _KEY},
    "SECRET": {"secret": {"arn": f"arn:aws:secretsmanager:{_REGION}:secret:s-AbCdEf", "json_key": "key"}},
}
_COMPUTE = {"architecture": "arm64", "type": "BUILD_GENERAL1_SMALL", "image": "example/builder:1"}
_CACHE = {"bucket_arn": _BUCKET, "prefix": "cache"}
_ALARM = f"arn:aws:cloudwatch:{_REGION}:alarm:a"
_RULES = [
    {"name": "r", "inputs": ["git"], "commands": ["make"]},
    {
        "name": "r",
        "inputs": ["git"],
        "codebuild": {"project_arn": f"arn:aws:codebuild:{_REGION}:project/p", "environment": {"A": "x"}},
    },
    {"name": "r", "alarm": {"arn": _ALARM, "states": ["OK"]}},
    {"name": "r", "deployment_window": {"cron": "* * * * * ?", "time_zone": "UTC"}},
    {"name": "r", "lambda": {"function": {"function": {"alias_arn": _ALIAS}}, "user_parameters": "x"}},
    {"name": "r", "variable": {"text": "a", "operator": "EQ", "value": "b"}},
]
_ACTIONS = [
    {
        "name": "A",
        "inputs": ["git"],
        "outputs": ["site"],
        "namespace": "a",
        "codebuild": {"project_arn": f"arn:aws:codebuild:{_REGION}:project/p", "environment": {"A": "x"}},
    },
    {"name": "B", "lambda": {"function": {"function": {"alias_arn": _ALIAS}}, "user_parameters": "x"}},
    {
        "name": "C",
        "inputs": ["git"],
        "s3": {"bucket_arn": _BUCKET, "key": "k", "cache_control": "c", "kms_key_arn": _KEY},
    },
    {
        "name": "E",
        "inputs": ["git"],
        "outputs": ["out"],
        "cloudformation": {
            "mode": "CHANGE_SET_REPLACE",
            "stack_name": "s",
            "change_set_name": "c",
            "role_arn": "arn:aws:iam::123456789012:role/r",
            "template": "git::t.yml",
            "configuration": "git::c.json",
            "parameters": {"A": "x"},
            "capabilities": ["CAPABILITY_IAM"],
            "output_file": "o.json",
        },
    },
    {
        "name": "F",
        "lambda_deploy": {
            "function": {"function": {"alias_arn": _ALIAS}},
            "version": "1",
            "strategy": "AllAtOnce",
            "alarm_arns": [_ALARM],
        },
    },
    {"name": "D", "approval": {"topic_arn": _TOPIC, "message": "m", "url": "https://example.com", "kms_key_arn": _KEY}},
]

_CERTIFICATE = f"arn:aws:acm:{_REGION}:certificate/00000000-0000-0000"
_DOMAIN = {"name": "api.example.com", "zone": {"id": "Z0"}, "certificate": {"arn": _CERTIFICATE}}

_METRIC = {
    "name": "a",
    "description": "d",
    "namespace": "AWS/Lambda",
    "metric": "Errors",
    "dimensions": {"FunctionName": "f"},
    "statistic": "Sum",
    "comparison": "GreaterThanThreshold",
    "missing_data": "ignore",
    "threshold": 1,
    "actions": [_TOPIC],
}
_MATH = {
    "expression": "errors",
    "threshold": 1,
    "metrics": {
        "errors": {
            "metric": "Errors",
            "namespace": "AWS/Lambda",
            "statistic": "Sum",
            "dimensions": {"FunctionName": "f"},
        }
    },
}
_FUNCTION_ALARMS = {"actions": [_TOPIC], "name_template": "{function}-{alarm}", "definitions": {"slow": _METRIC}}
_API_ALARMS = {"actions": [_TOPIC]}

# Values with a text in every place, by module. Several where one value excludes another.
_SUBNET = f"arn:aws:ec2:{_REGION}:subnet/subnet-1"
_FULL: dict[str, list[dict[str, Any]]] = {
    "api-alarms": [
        {"name": "movies", "stage": {"name": "live", **api}, "alarms": _API_ALARMS, "tags": _TAGS}
        for api in ({"api_name": "movies"}, {"api_id": "a1"})
    ],
    "api-domain-name": [{**_DOMAIN, "api_id": "a1", "stage_name": "live", "tags": _TAGS}],
    "api-gateway-account": [
        {"role_name": "logs", "role": {"permissions_boundary": _BOUNDARY, "path": _PATH}, "tags": _TAGS}
    ],
    "authorizer": [
        {
            "name": "session",
            "function": _ROUTE_ALIAS,
            "event": "REQUEST",
            "identity_sources": ["header.Authorization"],
            "http_api": _API,
        },
        {
            "name": "session",
            "function": _ROUTE_ALIAS,
            "rest_api": _API,
            "event": "TOKEN",
            "token_pattern": "^[a-z]+$",
        },
        {
            "name": "users",
            "user_pool_arns": [f"arn:aws:cognito-idp:{_REGION}:userpool/eu-central-1_a"],
            "rest_api": _API,
        },
    ],
    "bucket": [
        {
            "name_prefix": "movies-",
            "eventbridge": True,
            "policy": _POLICY,
            "functions": {
                "index": {
                    "function": {"function": {"name": "f", "alias_name": "live", "alias_arn": _ALIAS}},
                    "prefix": "reports/",
                    "suffix": ".csv",
                    "events": ["Object Created"],
                }
            },
            "kms_key_arn": _KEY,
            "tags": _TAGS,
        }
    ],
    "codebuild": [
        {
            "name": "site",
            "description": "d",
            "buildspec": "buildspec.yml",
            "artifacts": {"bucket_arn": _BUCKET, "kms_key_arn": _KEY},
            "environment": _ENVIRONMENT,
            "compute": _COMPUTE,
            "cache": _CACHE,
            "vpc": {"id": "vpc-1", "subnet_arns": [_SUBNET], "security_group_ids": ["sg-1"]},
            "log": _LOG,
            "role": role,
            "tags": _TAGS,
        }
        for role in (_ROLE, _EXISTING)
    ],
    "codepipeline": [
        {
            "alarms": {"actions": [_TOPIC]},
            "name": "site",
            "execution_mode": "QUEUED",
            "variables": {"a": {"default": "x", "description": "d"}},
            "artifacts": {"bucket_prefix": "site-", "kms_key_arn": _KEY},
            "sources": {
                "git": {
                    "github": {
                        "connection_arn": _CONNECTION,
                        "repository": "example/site",
                        "branch": "main",
                        "push": [{**_PUSH, "tags": _PATTERNS}],
                        "pull_request": [{**_PUSH, "events": ["OPEN"]}],
                    }
                },
                "object": {"s3": {"bucket_arn": _BUCKET, "key": "k", "kms_key_arn": _KEY}},
                "image": {"ecr": {"repository_arn": f"arn:aws:ecr:{_REGION}:repository/r", "tag": "t"}},
            },
            "stages": [{"name": "S", "actions": [action]}],
            "conditions": {"S": {"on_failure": {"result": "RETRY", "retry_mode": "ALL_ACTIONS", "rules": [rule]}}},
            "role": {"permissions_boundary": _BOUNDARY, "path": _PATH},
            "tags": _TAGS,
        }
        for action, rule in zip(_ACTIONS, _RULES, strict=True)
    ],
    "dead-letter-queue": [
        {
            "name": "q",
            "source_queue_arns": [_QUEUE],
            "source_topic_arns": [_TOPIC],
            "source_rule_arns": [f"arn:aws:events:{_REGION}:rule/r"],
            "kms_key_arn": _KEY,
            "alarms": {"actions": [_TOPIC]},
            "tags": _TAGS,
        }
    ],
    "deployments-pipeline": [
        {
            "alarms": {"actions": [_TOPIC]},
            "name": "infrastructure",
            "repository": {"connection_arn": _CONNECTION, "name": "example/infrastructure", "branch": "main"},
            "command": "terragrunt",
            "folder": "live",
            "environment": _ENVIRONMENT,
            "compute": _COMPUTE,
            "approval": {"topic_arn": _TOPIC, "message": "m"},
            "notify": {"function": {"alias_arn": _ALIAS}},
            "artifacts": {"bucket_prefix": "infrastructure-", "kms_key_arn": _KEY},
            "log": _LOG,
            "plan_role": role,
            "apply_role": role,
            "role": {"permissions_boundary": _BOUNDARY, "path": _PATH},
            "tags": _TAGS,
        }
        for role in (_ROLE, _EXISTING)
    ],
    "ecr": [
        {
            "name": "build/terraform",
            "pull": {
                "codebuild_project_arns": [f"arn:aws:codebuild:{_REGION}:project/p"],
                "lambda_function_arns": [f"arn:aws:lambda:{_REGION}:function:f"],
                "account_ids": ["123456789012"],
            },
            "kms_key_arn": _KEY,
            "tags": _TAGS,
        }
    ],
    "event-source-mapping": [
        {
            "function": {"function": {"alias_arn": _ALIAS, "role_name": "f", "name": "f"}},
            "filters": ["{}"],
            "alarms": {"actions": [_TOPIC]},
            "tags": _TAGS,
            **source,
        }
        for source in (
            {"sqs": {"queue_arn": _QUEUE, "kms_key_arn": _KEY}},
            {
                "dynamodb": {
                    "stream_arn": f"arn:aws:dynamodb:{_REGION}:table/t/stream/2026-01-01T00:00:00.000",
                    "on_failure_arn": _QUEUE,
                    "starting_position": "LATEST",
                    "kms_key_arn": _KEY,
                    "on_failure_kms_key_arn": _KEY,
                }
            },
            {
                "kinesis": {
                    "stream_arn": f"arn:aws:kinesis:{_REGION}:stream/s",
                    "on_failure_arn": _QUEUE,
                    "starting_position": "LATEST",
                    "kms_key_arn": _KEY,
                    "on_failure_kms_key_arn": _KEY,
                }
            },
        )
    ],
    "fan-out": [
        {
            "name": "events",
            "queues": {"email": {"consumer_timeout_seconds": 30, "filter_policy": "{}", "filter_scope": "MessageBody"}},
            "kms_key_arn": _KEY,
            "alarms": {"actions": [_TOPIC]},
            "tags": _TAGS,
        }
    ],
    "function-alarms": [
        {
            "function_name": "f",
            "timeout_seconds": 10,
            "sources": ["async"],
            "alarms": _FUNCTION_ALARMS,
            "tags": _TAGS,
        }
    ],
    "function-url": [
        {
            "function": {"function": {"name": "f", "alias_name": "live", "alias_arn": _ALIAS}},
            "callers": {"partner": "210987654321"},
            "cors": {
                "allow_origins": ["https://www.example.com"],
                "allow_methods": ["GET"],
                "allow_headers": ["a"],
                "expose_headers": ["b"],
            },
            "authorization": "AWS_IAM",
            "invoke_mode": "BUFFERED",
        }
    ],
    "http-api": [
        {
            "alarms": _API_ALARMS,
            "name": "movies",
            "description": "d",
            "stages": {"test": {"alias": "test", "variables": {"table": "movies"}, "domain": _DOMAIN}},
            "routes": {
                "GET /a": {
                    "function": {**_ROUTE_ALIAS, "aliases": {"test": _ROUTE_ALIAS}},
                    "authorization": {"type": "JWT", "authorizer": "users", "scopes": ["read"]},
                }
            },
            "authorizers": {
                "users": {
                    "issuer": "https://login.example.com",
                    "audience": ["movies"],
                    "identity_source": "$request.header.Authorization",
                }
            },
            "cors": {"allow_origins": ["*"], "allow_headers": ["a"], "expose_headers": ["b"]},
            "access_log": _LOG,
            "tags": _TAGS,
        },
        {
            "name": "movies",
            "routes": {},
            "authorizers": {"session": {"function": _ROUTE_ALIAS, "identity_sources": ["header.Authorization"]}},
        },
    ],
    "image-builder": [
        {
            "name": "tools",
            "repository": {
                "arn": f"arn:aws:ecr:{_REGION}:repository/tools",
                "url": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/tools",
            },
            "dockerfile": "FROM example/base:1",
            "architecture": "arm64",
            "role": {"permissions_boundary": _BOUNDARY, "path": _PATH},
            "log": _LOG,
            "tags": _TAGS,
        }
    ],
    "lambda": [
        {
            "alarms": _FUNCTION_ALARMS,
            "name": "f",
            "aliases": ["live"],
            "released_by": "pipeline",
            "description": "d",
            "handler": "f.handler",
            "runtime": "python3.13",
            "architecture": "arm64",
            "layers": [_LAYER],
            "vpc": {"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]},
            "file_system": {
                "access_point_arn": f"arn:aws:elasticfilesystem:{_REGION}:access-point/fsap-0123456789abcdef0",
                "mount_path": "/mnt/models",
                "mount_target_ids": ["fsmt-1"],
            },
            "async": {"dead_letter_arn": _QUEUE, "on_failure_arn": _QUEUE, "on_success_arn": _QUEUE},
            "callers": {
                "a": {
                    "principal": "s3.amazonaws.com",
                    "source_arn": _BUCKET,
                    "source_account": "123456789012",
                    "alias": "live",
                }
            },
            "environment": {"TABLE": "t"},
            "traces": {"otlp_endpoint": "http://collector.example.com:4318"},
            "provisioned_concurrency": {"live": 1},
            "log": {"level": "INFO", **_LOG},
            "role": role,
            "tags": _TAGS,
        }
        for role in (_ROLE, _EXISTING)
    ],
    "lambda-layer": [
        {
            "name": "shared",
            "package": str(ROOT / "modules/lambda/placeholder/python.zip"),
            "description": "d",
            "runtimes": ["python3.13"],
            "architectures": ["arm64"],
        }
    ],
    "metric-alarms": [
        {"name": "f", "actions": [_TOPIC], "alarms": {"a": alarm}, "tags": _TAGS} for alarm in (_METRIC, _MATH)
    ],
    "multisource-pipeline": [
        {
            "alarms": {"actions": [_TOPIC]},
            "name": "site",
            "repository": {
                "connection_arn": _CONNECTION,
                "name": "example/site",
                "branch": "main",
                "push": [{**_PUSH, "tags": _PATTERNS}],
            },
            "objects": {"a": {"bucket_arn": _BUCKET, "key": "k", "kms_key_arn": _KEY}},
            "build": {
                "buildspec": "buildspec.yml",
                "environment": _ENVIRONMENT,
                "compute": _COMPUTE,
                "cache": _CACHE,
                "statements": [_STATEMENT],
                "policy": _POLICY,
            },
            "approval": {"topic_arn": _TOPIC, "message": "m"},
            "site": {"bucket_arn": _BUCKET, "distribution_id": "E1", "url": "https://example.com", "kms_key_arn": _KEY},
            "functions": {
                "invalidate_cache": {"function": {"alias_arn": _ALIAS}},
                "notify": {"function": {"alias_arn": _ALIAS}},
            },
            "execution_mode": "QUEUED",
            "artifacts": {"bucket_prefix": "site-", "kms_key_arn": _KEY},
            "log": _LOG,
            "role": {"permissions_boundary": _BOUNDARY, "path": _PATH},
            "tags": _TAGS,
        }
    ],
    "queue": [
        {
            "name": "q",
            "consumer_timeout_seconds": 30,
            "sender_arns": [_TOPIC],
            "kms_key_arn": _KEY,
            "alarms": {"actions": [_TOPIC]},
            "tags": _TAGS,
        }
    ],
    "rest-api": [
        {
            "alarms": _API_ALARMS,
            "name": "movies",
            "description": "d",
            "stage_name": "live",
            "binary_media_types": ["image/png"],
            "domain": _DOMAIN,
            "models": {"Movie": "{}"},
            "cors": {"allow_origin": "*", "allow_headers": ["a"]},
            "methods": {
                "GET /a": {
                    "function": _METHOD_FUNCTION,
                    "authorization": _COGNITO,
                    "request": {"models": {"application/json": "Movie"}, "parameters": ["header.a"]},
                }
            },
            "access_log": _LOG,
            "tags": _TAGS,
        },
        {
            "name": "movies",
            "methods": {"GET /a": {"integration": _INTEGRATION}},
            "usage_plan": {"quota": {"limit": 1, "period": "DAY"}},
            "cors": {"allow_origins": ["https://a.example.com", "https://b.example.com"]},
            "policy": '{"Statement": [{"Effect": "Allow", "Principal": "*", "Resource": "execute-api:/*"}]}',
        },
        {
            "name": "movies",
            "methods": {"GET /a": {"function_name": "f"}},
            "functions": [{"function": {"name": "f", "alias_name": "live"}}],
            "access_log": {"role_arn": _EXISTING["existing"]["arn"]},
        },
    ],
    "rest-api-method": [
        {
            "resource": _API_RESOURCE,
            "http_method": "GET",
            "function": _METHOD_FUNCTION,
            "authorization": _COGNITO,
            "request": {"validator_id": "v", "models": {"application/json": "Movie"}, "parameters": ["header.a"]},
        },
        {"resource": _API_RESOURCE, "http_method": "GET", "integration": _INTEGRATION},
    ],
    "schedule": [
        {
            "name": "report",
            "description": "d",
            "expression": "rate(1 day)",
            "time_zone": "UTC",
            "function": {"function": {"alias_arn": _ALIAS}},
            "start_date": "2030-01-31T08:00:00Z",
            "end_date": "2030-12-31T08:00:00Z",
            "input": "{}",
            "dead_letter_queue": {"arn": _QUEUE},
            "alarms": {"actions": [_TOPIC]},
            "role": {"permissions_boundary": _BOUNDARY, "path": _PATH},
            "tags": _TAGS,
        }
    ],
    "secret": [
        {
            "name": "dev/token",
            "description": "d",
            "kms_key_arn": _KEY,
            "tags": _TAGS,
        },
        {
            "name": "/dev/token",
            "parameter": {"region": "eu-central-1", "account_id": "123456789012", "partition": "aws"},
        },
    ],
    "service-alarms": [
        {
            "name": "movies",
            "description": "d",
            "alarm_arns": {"a": _ALARM},
            "dashboard_alarm_arns": {"b": _ALARM},
            "log_group_names": ["/aws/lambda/movies"],
            "queries": {"posts": "filter method = 'POST'"},
            "actions": [_TOPIC],
            "service_level": {**measured, "availability": 99.9, "actions": [_TOPIC]},
            "tags": _TAGS,
        }
        for measured in ({"rest_api_name": "a"}, {"http_api_id": "a"}, {"function_name": "a", "function_alias": "b"})
    ],
    "state-machine": [
        {
            "name": "machine",
            "definition": json.dumps(
                {
                    "Comment": "${comment}",
                    "StartAt": "A",
                    "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True}},
                }
            ),
            "substitutions": {"comment": "c"},
            "resources": {"sqs:sendMessage": [_QUEUE]},
            "type": "EXPRESS",
            "role": {"permissions_boundary": _BOUNDARY, "path": _PATH},
            "log": {"level": "ALL", **_LOG},
            "alarms": {"actions": [_TOPIC]},
            "tags": _TAGS,
        }
    ],
    "static-website": [
        {
            "name": "site",
            "domain": {
                "names": ["movies.example.com"],
                "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000",
                "zone": {"id": "Z0"},
            },
            "pages": {"index": "index.html", "not_found": "404.html"},
            "immutable_paths": ["assets/*"],
            "content_security_policy": "default-src 'self'",
            "permissions_policy": "camera=()",
            "price_class": "PriceClass_100",
            "access_log": {"bucket_domain_name": "log.s3.amazonaws.com", "prefix": "site/"},
            "tags": _TAGS,
        },
        {"name": "site", "connect_origins": ["https://api.example.com"]},
    ],
    "table": [
        {
            "name": "movies",
            "hash_key": "id",
            "range_key": "created",
            "key_types": {"id": "S"},
            "indexes": {"by-year": {"hash_key": "year", "range_key": "title", "projected_attributes": ["state"]}},
            "stream_view_type": "KEYS_ONLY",
            "ttl_attribute": "expires_at",
            "kms_key_arn": _KEY,
            "provisioned": {
                "read": {"minimum": 1, "maximum": 40, "target_percent": 50},
                "write": {"minimum": 1, "maximum": 40, "target_percent": 50},
            },
            "tags": _TAGS,
        }
    ],
}

_IDS = r"resource\.(rest_api_)?id|request\.(validator_id|models\.\*)|authorization\.(authorizer_id|scopes\.\*)"
# AWS accepts these texts, or has no limit that is worth a validation.
_ALLOWED = {
    "": (
        r"functions\.\*\.(prefix|suffix)|tags\.\*|substitutions\.\*|(.*\.)?environment\.\*(\.value)?|description|variables\.\*\.description"
        r"|.*condition\.\*\.\*\.\*"
    ),
    "long": (
        rf"(build\.)?(buildspec|environment\.(<key>|\*\.(value|parameter\.name|secret\.json_key))|compute\.image|cache\.prefix)"
        rf"|stages\..*\.environment\.<key>|.*\.condition\..*|cors\.allow_headers\.\*|methods\.\*\.({_IDS})|{_IDS}"
        r"|substitutions\.\*|.*request\.(models\.<key>|parameters\.\*)|models\.<key>|site\.distribution_id|methods\.<key>"
        r"|(methods\.\*\.)?integration\.(request_template|responses\.\*\.template)|queries\.\*"
    ),
}
_TEXTS = {"": "", "long": "x" * 5000}
# Thresholds of alarms, and rates, which AWS takes with a fraction.
_FRACTIONS = {
    "error_percent",
    "iterator_age_milliseconds",
    "latency_milliseconds",
    "minimum",
    "minimum_requests",
    "oldest_message_seconds",
    "rate",
    "threshold",
}
# Numbers that are valid without a fraction, where 30 isn't.
_WHOLE = {
    "consumer_timeout_seconds": 25,
    "max_receive_count": 5,
    "maximum_concurrency": 5,
    "maximum_event_age_seconds": 600,
    "maximum_record_age_seconds": 600,
    "maximum_retry_attempts": 1,
    "memory_size": 256,
    "ephemeral_storage": 1024,
    "parallelization_factor": 2,
    "period_seconds": 60,
    "evaluation_periods": 3,
    "datapoints_to_alarm": 1,
    "retention_days": 4,
    "timeout_milliseconds": 5000,
    "visibility_timeout_seconds": 600,
}


def text_cases(module: str) -> dict[str, dict[str, Any]]:
    """Return variables that a module must refuse, by a name that begins with that of the refusing variable."""
    places = _places_in(module, "string")
    return {
        re.sub(r"\W+", "_", f"{'.'.join(place)}_{kind or 'empty'}"): _case(module, place, text)
        for place in places
        for kind, text in _TEXTS.items()
        if not re.fullmatch(_ALLOWED[kind], ".".join(place))
    }


def fraction_cases(module: str) -> dict[str, dict[str, Any]]:
    """Return variables with a fraction where AWS takes whole numbers only, by name as those of `text_cases`.

    Most resources would refuse it in a plan, with a message that doesn't name the variable. Policies and other
    documents are texts, so only AWS would refuse a fraction in one.
    """
    places = [place for place in _places_in(module, "number") if place[-1] not in _FRACTIONS]
    return {
        re.sub(r"\W+", "_", f"{'.'.join(place)}_fraction"): _case(module, place, _WHOLE.get(place[-1], 30) + 0.5)
        for place in places
    }


def _places_in(module: str, primitive: str) -> list[Place]:
    types = types_of(ROOT / "modules" / module)
    return [(name, *place) for name, kind in types.items() for place in _places(kind, primitive)]


def _places(kind: Any, primitive: str, place: Place = ()) -> Iterator[Place]:
    """Yield the places of the texts or numbers in a type."""
    if kind == primitive:
        yield place
    elif isinstance(kind, dict):
        for name, inner in kind.items():
            yield from _places(inner, primitive, (*place, name))
    elif isinstance(kind, list):
        if kind[0] == "map" and primitive == "string":
            yield (*place, "<key>")
        yield from _places(kind[1], primitive, (*place, "*"))


def _replaced(value: Any, place: Place, text: str | float, *, is_new: bool = False) -> Any:
    """Return a value with another text or number in a place of it, or in objects that it doesn't have yet.

    Raises:
        LookupError: the value has nothing there.
    """
    if not place:
        return text
    first, rest = place[0], place[1:]
    if first == "<key>":
        return {text: next(iter(value.values()))}
    if isinstance(value, list):
        return [_replaced(value[0], rest, text, is_new=is_new), *value[1:]]
    for key in value if first == "*" else [first]:
        with contextlib.suppress(LookupError):
            inner = value.get(key, {}) if is_new or (isinstance(text, float) and not rest) else value[key]
            return {**value, key: _replaced(inner, rest, text, is_new=is_new)}
    raise LookupError(first)


def _case(module: str, place: Place, text: str | float) -> dict[str, Any]:
    return next(_cases(module, place, text))


def _cases(module: str, place: Place, text: str | float) -> Iterator[dict[str, Any]]:
    for is_new in (False, True) if isinstance(text, float) else (False,):
        for full in _FULL[module]:
            with contextlib.suppress(LookupError):
                yield _replaced(full, place, text, is_new=is_new)
    raise AssertionError(f"add a value of modules/{module}: {'.'.join(place)} to {__name__}")
