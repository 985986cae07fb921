"""https://docs.aws.amazon.com/codebuild/latest/userguide/sample-multi-in-out.html"""

import io
import zipfile

import pytest

PERMISSIONS = {"Effect": "Allow", "Action": ["logs:*", "s3:*"], "Resource": "*"}


def spec(command, artifacts=""):
    return f"version: 0.2\nphases: {{build: {{commands: ['{command}']}}}}\n{artifacts}"


@pytest.fixture
def content(aws, bucket):
    """``content(key)`` returns the files of a zip in the bucket."""

    def read(key):
        body = aws("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    return read


def s3_artifacts(bucket, **settings):
    return {"type": "S3", "location": bucket, "name": "out.zip", "packaging": "ZIP", **settings}


def test_every_source_has_its_own_folder(create_project, bucket, put_zip):
    version = put_zip("first.zip", {"buildspec.yml": spec("cat name $CODEBUILD_SRC_DIR_second/name"), "name": "1"})
    put_zip("first.zip", {"buildspec.yml": spec("echo newer")})
    put_zip("second.zip", {"name": "2"})
    secondary = [{"type": "S3", "location": f"{bucket}/second.zip", "sourceIdentifier": "second"}]
    source = {"type": "S3", "location": f"{bucket}/first.zip"}
    project = create_project(PERMISSIONS, source=source, secondarySources=secondary)

    assert project.log(project.build(sourceVersion=version)) == ["12"]
    assert project.log(project.build()) == ["newer"]


def test_a_source_can_be_a_folder_of_a_bucket(create_project, aws, bucket):
    for key, body in (("a/buildspec.yml", spec("cat deep/name")), ("a/deep/name", "found"), ("b/name", "")):
        aws("s3").put_object(Bucket=bucket, Key=key, Body=body.encode())
    project = create_project(PERMISSIONS, source={"type": "S3", "location": f"{bucket}/a/"})

    assert project.log(project.build()) == ["found"]


def test_a_source_that_is_not_a_zip_file_fails_the_build(create_project, contexts, aws, bucket):
    aws("s3").put_object(Bucket=bucket, Key="a.zip", Body=b"text")

    build = create_project(PERMISSIONS, source={"type": "S3", "location": f"{bucket}/a.zip"}).build()

    assert (
        contexts(build)["DOWNLOAD_SOURCE"]
        == f"CLIENT_ERROR: arn:aws:s3:::{bucket}/a.zip isn't a zip file: File is not a zip file"
    )


def test_the_artifact_is_a_zip_of_the_files_in_the_buildspec(create_project, bucket, content):
    artifacts = "artifacts: {base-directory: out, files: ['**/*']}"
    project = create_project(PERMISSIONS, artifacts=s3_artifacts(bucket, path="builds", namespaceType="BUILD_ID"))

    build = project.build(spec("mkdir -p out/a; echo 1 >out/a/b; echo 2 >c", artifacts))

    key = f"builds/{build['id'].partition(':')[2]}/out.zip"
    assert content(key) == {"a/b": "1\n"}
    assert build["artifacts"]["location"] == f"arn:aws:s3:::{bucket}/{key}"


def test_without_packaging_the_files_are_objects(create_project, aws, bucket):
    project = create_project(PERMISSIONS, artifacts=s3_artifacts(bucket, packaging="NONE", name="site"))

    project.build(spec("echo 1 >a; mkdir b; echo 2 >b/c", "artifacts: {files: ['**/*']}"))

    objects = aws("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert [each["Key"] for each in objects] == ["site/a", "site/b/c"]


def test_the_buildspec_can_override_the_name_of_the_artifact(create_project, bucket, content):
    project = create_project(PERMISSIONS, artifacts=s3_artifacts(bucket, overrideArtifactName=True))

    project.build(spec("N=5; echo 1 >a", "artifacts: {files: [a], name: 'out-$N-$(echo x).zip'}"))

    assert content("out-5-x.zip") == {"a": "1\n"}


def test_secondary_artifacts_have_the_files_of_their_identifiers(create_project, bucket, content):
    secondary = [s3_artifacts(bucket, name="docs.zip", artifactIdentifier="docs")]
    project = create_project(PERMISSIONS, artifacts=s3_artifacts(bucket), secondaryArtifacts=secondary)
    artifacts = "artifacts: {files: [a], secondary-artifacts: {docs: {files: [b]}}}"

    project.build(spec("echo 1 >a; echo 2 >b", artifacts))

    assert (content("out.zip"), content("docs.zip")) == ({"a": "1\n"}, {"b": "2\n"})


@pytest.mark.parametrize(
    ("artifacts", "message"),
    [
        ("", "the buildspec has no artifacts"),
        ("artifacts: {files: [missing]}", "no matching artifact paths found"),
        ("artifacts: {files: ['*'], base-directory: missing}", "no matching base directory path found for missing"),
    ],
)
def test_a_missing_artifact_fails_the_build(create_project, contexts, bucket, artifacts, message):
    build = create_project(PERMISSIONS, artifacts=s3_artifacts(bucket)).build(spec("true", artifacts))

    assert build["buildStatus"] == "FAILED"
    assert contexts(build) == {"UPLOAD_ARTIFACTS": f"CLIENT_ERROR: {message}"}


def test_exported_variables_are_in_the_build(create_project):
    build = create_project(PERMISSIONS).build(
        "version: 0.2\nenv: {exported-variables: [A, B]}\nphases: {build: {commands: [export A=1]}}"
    )

    assert build["exportedEnvironmentVariables"] == [{"name": "A", "value": "1"}, {"name": "B", "value": ""}]


def test_an_artifact_is_encrypted_with_the_key_of_the_project(create_project, aws, bucket):
    key = aws("kms").create_key()["KeyMetadata"]["Arn"]
    kms = {"Effect": "Allow", "Action": "kms:*", "Resource": key}
    project = create_project(PERMISSIONS, kms, artifacts=s3_artifacts(bucket), encryptionKey=key)

    project.build(spec("echo 1 >a", "artifacts: {files: [a]}"))

    assert aws("s3").head_object(Bucket=bucket, Key="out.zip")["SSEKMSKeyId"] == key
