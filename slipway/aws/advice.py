"""What to do if there are no credentials, for boto3's errors and for Terraform's."""

NO_CREDENTIALS = (
    'no AWS credentials: run `eval "$(slipway env)"` for the local AWS, or log in with the AWS CLI and set AWS_PROFILE'
)
UNKNOWN_PROFILE = "`unset AWS_PROFILE` for the local AWS, or write the name of a profile in ~/.aws/config"
