"""CodeBuild: runs builds on this machine, which MiniStack only records.

``api`` implements the operations on builds in MiniStack's process. The other modules need only the standard library,
boto3 and PyYAML.
"""
