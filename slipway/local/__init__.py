"""Starting, stopping and configuring the local AWS, which runs in its own process and environment."""
