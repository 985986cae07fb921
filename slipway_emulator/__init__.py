"""The local AWS: MiniStack with patches and further services. Runs in its own environment, without slipway."""
