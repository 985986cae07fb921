"""The local AWS: MiniStack with patches and further services. Runs in an environment of its own, without slipway."""
