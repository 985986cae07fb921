"""The sample events of `slipway invoke`."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from slipway.functions import samples

FOLDER = Path(samples.__file__).with_name("samples")


def test_each_sample_is_a_file_with_the_page_that_documents_it():
    assert {file.stem for file in FOLDER.iterdir()} == set(samples.SAMPLES)
    assert all(url.startswith("https://docs.aws.amazon.com/") for url in samples.SAMPLES.values())


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_a_sample_is_an_object_of_the_example_account(name):
    text = samples.read(name)

    assert isinstance(json.loads(text), dict)
    assert set(re.findall(r"(?<![-\d])\d{12}(?!\d)", text)) <= {"123456789012"}


def test_the_checksums_of_queued_messages_are_right():
    for record in json.loads(samples.read("sqs"))["Records"]:
        assert record["md5OfBody"] == hashlib.md5(record["body"].encode()).hexdigest()


def test_compressed_data_can_be_read():
    data = json.loads(samples.read("logs"))["awslogs"]["data"]

    assert json.loads(gzip.decompress(base64.b64decode(data)))["messageType"] == "DATA_MESSAGE"


def test_encoded_data_can_be_read():
    (record,) = json.loads(samples.read("kinesis"))["Records"]

    assert json.loads(base64.b64decode(record["kinesis"]["data"])) == {"order": "1"}
