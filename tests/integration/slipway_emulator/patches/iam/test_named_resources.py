import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_unique_name


def _table(aws, name):
    table = aws("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return table["TableDescription"]["TableArn"], "dynamodb", "ListTagsOfResource", "list_tags_of_resource"


def _topic(aws, name):
    return aws("sns").create_topic(Name=name)["TopicArn"], "sns", "ListTagsForResource", "list_tags_for_resource"


def _configuration_set(aws, name):
    aws("sesv2").create_configuration_set(ConfigurationSetName=name)
    account_id, region = aws("sts").get_caller_identity()["Account"], aws("sesv2").meta.region_name
    arn = f"arn:aws:ses:{region}:{account_id}:configuration-set/{name}"
    return arn, "sesv2", "ListTagsForResource", "list_tags_for_resource"


def _allow(service, action, resource):
    return {"Effect": "Allow", "Action": f"{service.removesuffix('v2')}:{action}", "Resource": resource}


@pytest.mark.parametrize("make", [_table, _topic, _configuration_set])
def test_tags_can_be_read_of_the_granted_resource_only(aws, target, assume, unique_name, make):
    arn, service, action, method = make(aws, unique_name)
    getattr(assume(aws, target, _allow(service, action, arn))[1](service), method)(ResourceArn=arn)
    _, client = assume(aws, target, _allow(service, action, f"{arn}-other"))
    with pytest.raises(ClientError, match="not authorized"):
        getattr(client(service), method)(ResourceArn=arn)


def test_tags_of_a_state_machine_need_the_permission_on_it(aws, target, assume, role):
    definition = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
    client = aws("stepfunctions")
    arn = client.create_state_machine(
        name=make_unique_name(), definition=definition, roleArn=role(aws, service="states")
    )["stateMachineArn"]
    allowed = assume(aws, target, _allow("states", "ListTagsForResource", arn))[1]("stepfunctions")
    assert allowed.list_tags_for_resource(resourceArn=arn)["tags"] == []
    denied = assume(aws, target, _allow("states", "ListTagsForResource", f"{arn}-other"))[1]("stepfunctions")
    with pytest.raises(ClientError, match="not authorized"):
        denied.list_tags_for_resource(resourceArn=arn)
    client.delete_state_machine(stateMachineArn=arn)


def test_deleting_an_alarm_needs_the_permission_on_it(aws, target, assume, unique_name):
    for name in (unique_name, f"{unique_name}-2"):
        aws("cloudwatch").put_metric_alarm(
            AlarmName=name,
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            MetricName="Errors",
            Namespace="AWS/Lambda",
            Period=60,
            Statistic="Sum",
            Threshold=0,
        )
    arn = f"arn:aws:cloudwatch:{target.region}:{target.access_key_id}:alarm:{unique_name}"
    cloudwatch = assume(aws, target, _allow("cloudwatch", "DeleteAlarms", arn))[1]("cloudwatch")
    for names in ([f"{unique_name}-2"], [unique_name, f"{unique_name}-2"]):
        with pytest.raises(ClientError, match="not authorized"):
            cloudwatch.delete_alarms(AlarmNames=names)
    cloudwatch.delete_alarms(AlarmNames=[unique_name])
    (left,) = aws("cloudwatch").describe_alarms(AlarmNamePrefix=unique_name)["MetricAlarms"]
    assert left["AlarmName"] == f"{unique_name}-2"


def test_a_dashboard_needs_the_permission_on_it(aws, target, assume, unique_name):
    allowed = _allow("cloudwatch", "*Dashboard*", f"arn:aws:cloudwatch::{target.access_key_id}:dashboard/{unique_name}")
    cloudwatch = assume(aws, target, allowed)[1]("cloudwatch")
    cloudwatch.put_dashboard(DashboardName=unique_name, DashboardBody='{"widgets": []}')
    assert cloudwatch.get_dashboard(DashboardName=unique_name)["DashboardBody"] == '{"widgets": []}'
    with pytest.raises(ClientError, match="not authorized"):
        cloudwatch.put_dashboard(DashboardName=f"{unique_name}-2", DashboardBody='{"widgets": []}')
    cloudwatch.delete_dashboards(DashboardNames=[unique_name])


def test_a_repository_can_be_described_with_the_permission_on_it(aws, target, assume, unique_name):
    for name in (unique_name, f"{unique_name}-2"):
        aws("ecr").create_repository(repositoryName=name)
    arn = f"arn:aws:ecr:{target.region}:{target.access_key_id}:repository/{unique_name}"
    client = assume(aws, target, _allow("ecr", "*", arn))[1]("ecr")
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == []
    (found,) = client.describe_repositories(repositoryNames=[unique_name])["repositories"]
    assert found["repositoryArn"] == arn
    for call in (
        lambda: client.describe_repositories(repositoryNames=[f"{unique_name}-2"]),
        client.describe_repositories,
        lambda: client.list_tags_for_resource(resourceArn=f"{arn}-2"),
    ):
        with pytest.raises(ClientError, match="not authorized"):
            call()


def test_the_status_of_a_change_of_records_needs_the_permission_on_the_change(aws, target, assume, unique_name):
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html"""
    zone = aws("route53").create_hosted_zone(Name=f"{unique_name}.example.com", CallerReference=unique_name)
    change = zone["ChangeInfo"]["Id"].rpartition("/")[2]
    arn = f"arn:aws:route53:::change/{change}"
    client = assume(aws, target, _allow("route53", "GetChange", arn))[1]("route53")
    assert client.get_change(Id=change)["ChangeInfo"]["Status"]
    with pytest.raises(ClientError, match="not authorized"):
        assume(aws, target, _allow("route53", "GetChange", f"{arn}-other"))[1]("route53").get_change(Id=change)


@pytest.mark.upstream
def test_unpatched_ministack_authorizes_on_all_resources(unpatched_aws, unpatched_target, assume, unique_name):
    arn, service, action, method = _topic(unpatched_aws, unique_name)
    _, client = assume(unpatched_aws, unpatched_target, _allow(service, action, arn))
    with pytest.raises(ClientError, match="not authorized"):
        getattr(client(service), method)(ResourceArn=arn)
