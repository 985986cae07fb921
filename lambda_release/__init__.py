"""Releases the code of a Lambda function: a new version, its check, and the alias that callers use.

`slipway deploy` and the pipeline action `deploy-functions` both use this package. It needs only boto3, so
`slipway package` can add it to a function's zip: ``libs = ["lambda_release"]`` in ``app.toml``.
"""
