"""The IAM actions that each command calls, for the policy of the role that runs it; a test compares the calls.

All of Lambda's are on the functions of the environment, ``arn:aws:lambda:…:function:<environment>-*``, which covers
their versions and aliases. DeleteFunction is called with a version only: ``…:function:<environment>-*:*`` is enough.
"""

_READ = ("lambda:GetFunction", "lambda:GetAlias")

ACTIONS = {
    "deploy": (
        *_READ,
        "lambda:UpdateFunctionCode",
        "lambda:PublishVersion",
        "lambda:InvokeFunction",  # the check of a version, and its dry run
        "lambda:UpdateAlias",
        "lambda:CreateAlias",  # previous, once a function
    ),
    "deploy --alarm": ("cloudwatch:DescribeAlarms",),  # on * if there are composite alarms among them
    "deploy --bucket": ("s3:PutObject", "s3:GetObject"),  # on <bucket>/<environment>-*; Lambda gets it as the caller
    "rollback": (*_READ, "lambda:UpdateAlias", "lambda:ListVersionsByFunction"),
    "status": _READ,
    "prune": ("lambda:GetAlias", "lambda:ListVersionsByFunction", "lambda:ListAliases", "lambda:DeleteFunction"),
}
