"""Dead letters: what functions and queues could not process, and how it gets back to them."""
