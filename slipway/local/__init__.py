"""The local AWS: MiniStack, started, patched and ended by Slipway."""
