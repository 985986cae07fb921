"""The action types that the local CodePipeline supports, one per module."""
