"""The example action in docs/pipeline.md."""

import importlib
import io
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from codepipeline_jobs import JOB, Answers, job_event

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "pipeline.md").read_text()
FILES = dict(re.findall(r'^```\w+ title="apps/require-file/(.+?)"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def handler(answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("require_file").handler
    del sys.modules["require_file"]


@pytest.fixture(autouse=True)
def _site() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("index.html", "the page")
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket="artifacts", Key="pipeline/site/1a2b", Body=archive.getvalue())


def test_it_succeeds_if_the_file_exists(handler: Any, answers: Answers, context: Any) -> None:
    handler(job_event({"artifact": "site", "path": "index.html"}), context(60))
    summary = {"summary": "index.html has 8 bytes"}
    assert answers.successes == [{"jobId": JOB, "executionDetails": summary}]


def test_it_fails_if_the_file_is_missing(handler: Any, answers: Answers, context: Any) -> None:
    handler(job_event({"artifact": "site", "path": "404.html"}), context(60))
    failure = {"type": "JobFailed", "message": "the artifact site has no file 404.html"}
    assert answers.failures == [{"jobId": JOB, "failureDetails": failure}]


def test_it_fails_for_unknown_parameters(handler: Any, answers: Answers, context: Any) -> None:
    handler(job_event({"artifact": "site", "file": "404.html"}), context(60))
    (failure,) = answers.failures
    assert failure["failureDetails"]["type"] == "ConfigurationError"
    assert "unknown key 'file'" in failure["failureDetails"]["message"]


def test_its_settings_list_every_lib_that_it_imports() -> None:
    libs = set(tomllib.loads(FILES["app.toml"])["libs"])
    imported = set(re.findall(r"^from (\w+)", FILES["require_file.py"], re.MULTILINE))
    assert {name for name in imported if (ROOT / "libs" / name).is_dir()} == libs
