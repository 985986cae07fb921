"""https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

KEY = "route53:ChangeResourceRecordSets"
NAMES = ["www.example.com", "_*.www.example.com", "\\052.app.example.com"]


def allow(**condition):
    return {"Effect": "Allow", "Action": KEY, "Resource": "*", "Condition": condition}


def zone(aws):
    return aws("route53").create_hosted_zone(Name="example.com", CallerReference=unique_name())["HostedZone"]["Id"]


def change(client, zone_id, *names, kind="A", action="UPSERT"):
    value = "192.0.2.1" if kind == "A" else "example.org"
    changes = [
        {
            "Action": action,
            "ResourceRecordSet": {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]},
        }
        for name in names
    ]
    client.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": changes})


def test_records_are_limited_by_name_type_and_action(aws, target, assume):
    limits = {
        f"{KEY}NormalizedRecordNames": NAMES,
        f"{KEY}RecordTypes": ["A", "CNAME"],
        f"{KEY}Actions": ["UPSERT", "DELETE"],
    }
    client = assume(aws, target, allow(**{"ForAllValues:StringLike": limits}))[1]("route53")
    zone_id = zone(aws)
    change(client, zone_id, "WWW.example.com.", "*.app.example.com")
    change(client, zone_id, "_0a.www.example.com", kind="CNAME")
    for names, settings in (
        (["example.com"], {}),
        (["www.example.com", "mail.example.com"], {}),
        (["a.app.example.com"], {}),
        (["www.example.com"], {"action": "CREATE"}),
        (["www.example.com"], {"kind": "TXT"}),
    ):
        with pytest.raises(ClientError, match="not authorized"):
            change(client, zone_id, *names, **settings)


def test_a_name_counts_however_its_element_is_written(aws, target, assume):
    limits = {f"{KEY}NormalizedRecordNames": NAMES}
    client = assume(aws, target, allow(**{"ForAllValues:StringLike": limits}))[1]("route53")

    def rewrite(params, **_):
        params["body"] = params["body"].replace(b"<Name>mail", b"<Name a='b'>mail")

    client.meta.events.register("before-call.route-53.ChangeResourceRecordSets", rewrite)
    with pytest.raises(ClientError, match="not authorized"):
        change(client, zone(aws), "www.example.com", "mail.example.com")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_have_the_names(unpatched_aws, unpatched_target, assume):
    condition = {"StringEquals": {f"{KEY}NormalizedRecordNames": "www.example.com"}}
    client = assume(unpatched_aws, unpatched_target, allow(**condition))[1]("route53")
    with pytest.raises(ClientError, match="not authorized"):
        change(client, zone(unpatched_aws), "www.example.com")
