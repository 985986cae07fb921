"""https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html

The response is that of https://ntsblog.homedev.com.au/index.php/2021/03/09/aws-api-gateway-http-header-is-larger-than-10240-bytes/
"""

import pytest
import requests

LIMIT = 10_240
OTHERS = 300  # more than the request line and the values of the headers that requests sends
TOO_LARGE = (431, "HTTP header is larger than 10240 bytes.")


def answer(api, query="", **headers):
    response = api.get(f"/x{query}", headers=headers)
    return response.status_code, response.text


def test_the_headers_of_a_request_have_at_most_10_kb(http_api):
    assert answer(http_api, Cookie="a" * (LIMIT - OTHERS))[0] == 404
    assert answer(http_api, Cookie="a" * LIMIT) == TOO_LARGE
    assert answer(http_api, **{f"X-{number}": "a" * 1024 for number in range(10)}) == TOO_LARGE


def test_the_request_line_counts_and_names_of_headers_do_not(http_api):
    assert answer(http_api, f"?q={'a' * LIMIT}") == TOO_LARGE
    assert answer(http_api, f"?q={'a' * (LIMIT - OTHERS)}")[0] == 404
    assert answer(http_api, **{f"X-{'a' * 100}-{number}": "a" for number in range(90)})[0] == 404


def test_other_services_accept_more(aws, target, unique_name):
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    url = s3.generate_presigned_url("list_objects_v2", Params={"Bucket": unique_name})
    assert requests.get(url, headers={"Cookie": "a" * LIMIT}, timeout=30).status_code == 200


@pytest.mark.upstream
def test_unpatched_ministack_has_no_limit(unpatched_http_api):
    assert answer(unpatched_http_api, Cookie="a" * LIMIT)[0] == 404
