"""The operations of CodePipeline: each takes its checked input and returns its output."""
