"""The operations of CodePipeline."""
