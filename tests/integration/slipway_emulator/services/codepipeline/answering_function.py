"""A pipeline's action that answers its job by its user parameters.

``{"succeed": {…}}`` with variables, ``{"fail": "message"}``, ``{"continue": "token"}`` once and then as the others,
``{"copy": 1}`` from its input to its output, ``{"die": 1}``, and not at all by any others.
"""

import json

import boto3
from botocore.exceptions import ClientError


def handler(event, context):
    job = event["CodePipeline.job"]
    configuration = job["data"]["actionConfiguration"]["configuration"]
    wanted = json.loads(configuration["UserParameters"])
    codepipeline = boto3.client("codepipeline")
    print(json.dumps({"id": job["id"], "wanted": wanted}))
    if "fail" in wanted:
        details = {"type": "JobFailed", "message": wanted["fail"], "externalExecutionId": "e-1"}
        codepipeline.put_job_failure_result(jobId=job["id"], failureDetails=details)
    elif "continue" in wanted and "continuationToken" not in job["data"]:
        codepipeline.put_job_success_result(jobId=job["id"], continuationToken=wanted["continue"])
    elif "copy" in wanted:
        keys = job["data"]["artifactCredentials"]
        session = boto3.Session(keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])
        places = [job["data"][kind][0]["location"]["s3Location"] for kind in ("inputArtifacts", "outputArtifacts")]
        source, copy = [{"Bucket": place["bucketName"], "Key": place["objectKey"]} for place in places]
        s3 = session.client("s3")
        s3.put_object(**copy, Body=s3.get_object(**source)["Body"].read() + b"!")
        try:
            s3.put_object(**source, Body=b"changed")
            refused = ""
        except ClientError as error:
            refused = str(error)
        codepipeline.put_job_success_result(jobId=job["id"], outputVariables={"refused": refused})
    elif "succeed" in wanted:
        token = job["data"].get("continuationToken")
        variables = wanted["succeed"] | ({"token": token} if token else {})
        details = {"summary": "done", "externalExecutionId": "e-2", "percentComplete": 100}
        codepipeline.put_job_success_result(jobId=job["id"], outputVariables=variables, executionDetails=details)
    elif "die" in wanted:
        raise SystemExit(1)
