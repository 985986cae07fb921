"""The IAM actions that each command calls, for the policy of the role that runs it; a test compares them.

Lambda's actions are on the functions of the environment, ``arn:aws:lambda:…:function:<environment>-*``, which includes
their versions and aliases. DeleteFunction is only called for versions: ``…:function:<environment>-*:*`` is enough.
"""

_READ = ("lambda:GetFunction", "lambda:GetAlias")

ACTIONS = {
    "deploy": (
        *_READ,
        "lambda:UpdateFunctionCode",
        "lambda:PublishVersion",
        "lambda:InvokeFunction",  # the check of a version, or its dry run
        "lambda:UpdateAlias",
        "lambda:CreateAlias",  # the alias of the previous version, at a function's first deployment
    ),
    "deploy --alarm": ("cloudwatch:DescribeAlarms",),  # on *, if there are composite alarms
    "deploy --bucket": ("s3:PutObject", "s3:GetObject"),  # on <bucket>/<environment>-*; Lambda reads it as the caller
    "rollback": (*_READ, "lambda:UpdateAlias", "lambda:ListVersionsByFunction"),
    "status": ("lambda:GetFunction", "lambda:ListAliases"),
    "prune": ("lambda:ListVersionsByFunction", "lambda:ListAliases", "lambda:DeleteFunction"),
}
