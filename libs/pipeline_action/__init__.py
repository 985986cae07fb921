"""Lambda functions that are actions of a CodePipeline pipeline."""
