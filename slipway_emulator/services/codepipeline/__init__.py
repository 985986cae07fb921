"""CodePipeline: the API of the service, and the engine that runs the pipelines."""
