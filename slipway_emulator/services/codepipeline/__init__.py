"""CodePipeline inside the local AWS: the service's API, and the engine that runs its pipelines."""
