"""A project as a whole on the local AWS: its stacks applied, filled, checked, and ended."""
