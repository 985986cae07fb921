"""A whole project on the local AWS: applying its stacks, deploying, seeding, checking, and recovery."""
