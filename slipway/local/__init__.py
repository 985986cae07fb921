"""Starting, stopping, saving and configuring the local AWS, which runs in its own process and environment."""
