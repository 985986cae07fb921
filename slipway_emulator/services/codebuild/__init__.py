"""CodeBuild: runs the builds that MiniStack's CodeBuild only notes down.

``api`` answers the service's operations on builds, inside MiniStack's process; the rest needs only the standard
library, boto3 and PyYAML.
"""
