"""CreateBucket answers the bucket's ARN, HeadObject the number of tags, and an upload's location is a URL.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html (x-amz-bucket-arn)
https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (x-amz-tagging-count)
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html (Location)
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json

MiniStack doesn't return the first two, and doesn't encode the key in the third.
"""

import functools
from typing import Any
from urllib.parse import quote_plus

from ministack.services import s3

_Response = tuple[int, dict[str, str], Any]


def apply() -> None:
    """Wrap the two operations, and the function that writes XML."""
    create, head, write = s3._create_bucket, s3._head_object, s3._xml_body

    @functools.wraps(create)
    def create_bucket(name: str, *arguments: object, **options: object) -> _Response:
        status, headers, body = create(name, *arguments, **options)
        if status == 200:
            headers = {**headers, "x-amz-bucket-arn": f"arn:aws:s3:::{name}"}
        return status, headers, body

    @functools.wraps(head)
    def head_object(bucket_name: str, key: str, *arguments: object) -> _Response:
        status, headers, body = head(bucket_name, key, *arguments)
        if status in (200, 206):
            version_id = headers.get("x-amz-version-id")
            count = s3._object_tagging_count_header(bucket_name, key, None if version_id == "null" else version_id)
            headers = {**headers, **count}
        return status, headers, body

    @functools.wraps(write)
    def write_xml(root: Any) -> Any:  # noqa: ANN401 - an element
        if root.tag == "CompleteMultipartUploadResult":
            location, key = root.find("Location"), root.findtext("Key")
            location.text = location.text.removesuffix(key) + quote_plus(key)
        return write(root)

    s3._create_bucket, s3._head_object, s3._xml_body = create_bucket, head_object, write_xml
