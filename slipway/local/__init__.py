"""The local AWS: MiniStack, started, mended and ended by Slipway."""
