"""The pipelines of CodePipeline, on AWS and on the local AWS alike: only the public API is called."""
