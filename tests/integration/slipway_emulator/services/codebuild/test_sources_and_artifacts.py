"""https://docs.aws.amazon.com/codebuild/latest/userguide/sample-multi-in-out.html"""

import io
import zipfile

import pytest

RIGHTS = {"Effect": "Allow", "Action": ["logs:*", "s3:*"], "Resource": "*"}


def spec(command, artifacts=""):
    return f"version: 0.2\nphases: {{build: {{commands: ['{command}']}}}}\n{artifacts}"


@pytest.fixture
def content(aws, bucket):
    """``content(key)``: the files of a zip in the bucket."""

    def read(key):
        body = aws("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    return read


def s3_artifacts(bucket, **settings):
    return {"type": "S3", "location": bucket, "name": "out.zip", "packaging": "ZIP", **settings}


def test_every_source_has_a_folder_of_its_own(project, bucket, put_zip):
    version = put_zip("first.zip", {"buildspec.yml": spec("cat name $CODEBUILD_SRC_DIR_second/name"), "name": "1"})
    put_zip("first.zip", {"buildspec.yml": spec("echo newer")})
    put_zip("second.zip", {"name": "2"})
    secondary = [{"type": "S3", "location": f"{bucket}/second.zip", "sourceIdentifier": "second"}]
    source = {"type": "S3", "location": f"{bucket}/first.zip"}
    made = project(RIGHTS, source=source, secondarySources=secondary)

    assert made.log(made.build(sourceVersion=version)) == ["12"]
    assert made.log(made.build()) == ["newer"]


def test_a_folder_of_a_bucket_is_a_source_too(project, aws, bucket):
    for key, body in (("a/buildspec.yml", spec("cat deep/name")), ("a/deep/name", "found"), ("b/name", "")):
        aws("s3").put_object(Bucket=bucket, Key=key, Body=body.encode())
    made = project(RIGHTS, source={"type": "S3", "location": f"{bucket}/a/"})

    assert made.log(made.build()) == ["found"]


def test_a_source_that_is_no_zip_fails_the_build(project, contexts, aws, bucket):
    aws("s3").put_object(Bucket=bucket, Key="a.zip", Body=b"text")

    build = project(RIGHTS, source={"type": "S3", "location": f"{bucket}/a.zip"}).build()

    assert (
        contexts(build)["DOWNLOAD_SOURCE"]
        == f"CLIENT_ERROR: arn:aws:s3:::{bucket}/a.zip isn't a zip file: File is not a zip file"
    )


def test_the_artifact_is_a_zip_of_the_files_that_the_buildspec_names(project, bucket, content):
    artifacts = "artifacts: {base-directory: out, files: ['**/*']}"
    made = project(RIGHTS, artifacts=s3_artifacts(bucket, path="builds", namespaceType="BUILD_ID"))

    build = made.build(spec("mkdir -p out/a; echo 1 >out/a/b; echo 2 >c", artifacts))

    key = f"builds/{build['id'].partition(':')[2]}/out.zip"
    assert content(key) == {"a/b": "1\n"}
    assert build["artifacts"]["location"] == f"arn:aws:s3:::{bucket}/{key}"


def test_without_packaging_the_files_are_objects(project, aws, bucket):
    made = project(RIGHTS, artifacts=s3_artifacts(bucket, packaging="NONE", name="site"))

    made.build(spec("echo 1 >a; mkdir b; echo 2 >b/c", "artifacts: {files: ['**/*']}"))

    found = aws("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert [each["Key"] for each in found] == ["site/a", "site/b/c"]


def test_the_buildspec_can_name_the_artifact(project, bucket, content):
    made = project(RIGHTS, artifacts=s3_artifacts(bucket, overrideArtifactName=True))

    made.build(spec("N=5; echo 1 >a", "artifacts: {files: [a], name: 'out-$N-$(echo x).zip'}"))

    assert content("out-5-x.zip") == {"a": "1\n"}


def test_secondary_artifacts_are_found_by_their_identifiers(project, bucket, content):
    secondary = [s3_artifacts(bucket, name="docs.zip", artifactIdentifier="docs")]
    made = project(RIGHTS, artifacts=s3_artifacts(bucket), secondaryArtifacts=secondary)
    artifacts = "artifacts: {files: [a], secondary-artifacts: {docs: {files: [b]}}}"

    made.build(spec("echo 1 >a; echo 2 >b", artifacts))

    assert (content("out.zip"), content("docs.zip")) == ({"a": "1\n"}, {"b": "2\n"})


@pytest.mark.parametrize(
    ("artifacts", "message"),
    [
        ("", "the buildspec has no artifacts"),
        ("artifacts: {files: [missing]}", "no matching artifact paths found"),
        ("artifacts: {files: ['*'], base-directory: missing}", "no matching base directory path found for missing"),
    ],
)
def test_an_artifact_that_is_not_there_fails_the_build(project, contexts, bucket, artifacts, message):
    build = project(RIGHTS, artifacts=s3_artifacts(bucket)).build(spec("true", artifacts))

    assert build["buildStatus"] == "FAILED"
    assert contexts(build) == {"UPLOAD_ARTIFACTS": f"CLIENT_ERROR: {message}"}


def test_exported_variables_are_in_the_build(project):
    build = project(RIGHTS).build(
        "version: 0.2\nenv: {exported-variables: [A, B]}\nphases: {build: {commands: [export A=1]}}"
    )

    assert build["exportedEnvironmentVariables"] == [{"name": "A", "value": "1"}, {"name": "B", "value": ""}]


def test_an_artifact_is_encrypted_with_the_key_of_the_project(project, aws, bucket):
    key = aws("kms").create_key()["KeyMetadata"]["Arn"]
    kms = {"Effect": "Allow", "Action": "kms:*", "Resource": key}
    made = project(RIGHTS, kms, artifacts=s3_artifacts(bucket), encryptionKey=key)

    made.build(spec("echo 1 >a", "artifacts: {files: [a]}"))

    assert aws("s3").head_object(Bucket=bucket, Key="out.zip")["SSEKMSKeyId"] == key
