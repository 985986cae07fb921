"""What CloudWatch checks of metrics beyond its model.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

_Values = Mapping[str, Any]
_MAX_DATAPOINTS = 1440


def _check_data(values: _Values) -> None:
    for number, datum in enumerate(values.get("MetricData") or [], start=1):
        path = f"MetricData.member.{number}"
        for other in ("Values", "StatisticValues"):
            if "Value" in datum and datum.get(other):
                message = f"The parameters {path}.Value and {path}.{other} are mutually exclusive"
                raise _combination(f"{message} and you have specified both.")
        if datum.get("Counts") and len(datum["Counts"]) != len(datum.get("Values") or []):
            raise _value(f"The parameters {path}.Values and {path}.Counts must be of the same size.")


def _check_statistics(values: _Values) -> None:
    start, end = _seconds(values["StartTime"]), _seconds(values["EndTime"])
    if start >= end:
        raise _value("The parameter StartTime must be less than the parameter EndTime.")
    if not values.get("Statistics") and not values.get("ExtendedStatistics"):
        message = "At least one of the parameters Statistics and ExtendedStatistics must be specified."
        raise ServiceError("MissingRequiredParameterException", message, "MissingParameter")
    requested = int((end - start) // values["Period"])
    if requested > _MAX_DATAPOINTS:
        message = (
            f"You have requested up to {requested} datapoints, which exceeds the limit of {_MAX_DATAPOINTS}. "
            "You may reduce the datapoints requested by increasing Period, or decreasing the time range."
        )
        raise _combination(message)


def _check_dashboard(values: _Values) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", values["DashboardName"]):
        allowed = "It can only contain alphanumerics, dash (-) and underscore (_).\n"
        raise _value(f"The value for field DashboardName contains invalid characters. {allowed}")


def _seconds(moment: Any) -> float:  # noqa: ANN401 - a number, a text, or the time that CBOR has
    if isinstance(moment, datetime.datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()
    if isinstance(moment, str):
        return datetime.datetime.fromisoformat(moment).timestamp()
    return float(moment)


def _combination(message: str) -> ServiceError:
    return ServiceError("InvalidParameterCombinationException", message, "InvalidParameterCombination")


def _value(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", message, "InvalidParameterValue")


RULES = {
    ("cloudwatch", "PutDashboard"): _check_dashboard,
    ("cloudwatch", "PutMetricData"): _check_data,
    ("cloudwatch", "GetMetricStatistics"): _check_statistics,
}
