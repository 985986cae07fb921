"""The function of a Lambda action, which completes its job as its user parameters say.

- ``{"succeed": {…}}``: success, with these output variables.
- ``{"fail": "message"}``: failure.
- ``{"continue": "token"}``: success with a continuation token; the next job follows the other parameters.
- ``{"copy": 1}``: copies the input artifact to the output artifact.
- ``{"exit": 1}``: ends the process.
- Others: sends no result.
"""

import json

import boto3
from botocore.exceptions import ClientError


def handler(event, context):
    job = event["CodePipeline.job"]
    configuration = job["data"]["actionConfiguration"]["configuration"]
    parameters = json.loads(configuration["UserParameters"])
    codepipeline = boto3.client("codepipeline")
    print(json.dumps({"id": job["id"], "parameters": parameters}))
    if "fail" in parameters:
        details = {"type": "JobFailed", "message": parameters["fail"], "externalExecutionId": "e-1"}
        codepipeline.put_job_failure_result(jobId=job["id"], failureDetails=details)
    elif "continue" in parameters and "continuationToken" not in job["data"]:
        codepipeline.put_job_success_result(jobId=job["id"], continuationToken=parameters["continue"])
    elif "copy" in parameters:
        keys = job["data"]["artifactCredentials"]
        session = boto3.Session(keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])
        locations = [job["data"][kind][0]["location"]["s3Location"] for kind in ("inputArtifacts", "outputArtifacts")]
        source, copy = [{"Bucket": each["bucketName"], "Key": each["objectKey"]} for each in locations]
        s3 = session.client("s3")
        s3.put_object(**copy, Body=s3.get_object(**source)["Body"].read() + b"!")
        try:
            s3.put_object(**source, Body=b"changed")
            message = ""
        except ClientError as error:
            message = str(error)
        codepipeline.put_job_success_result(jobId=job["id"], outputVariables={"error": message})
    elif "succeed" in parameters:
        token = job["data"].get("continuationToken")
        variables = parameters["succeed"] | ({"token": token} if token else {})
        details = {"summary": "done", "externalExecutionId": "e-2", "percentComplete": 100}
        codepipeline.put_job_success_result(jobId=job["id"], outputVariables=variables, executionDetails=details)
    elif "exit" in parameters:
        raise SystemExit(1)
