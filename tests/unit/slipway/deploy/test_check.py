"""Reading the file check.json."""

from lambda_release.check import Check
from slipway.config.app import App
from slipway.deploy.check import load


def test_a_byte_order_mark_in_the_file_is_ignored(tmp_path):
    app = App(tmp_path / "apps/get-movie")
    app.folder.mkdir(parents=True)
    (app.folder / "check.json").write_bytes(b'\xef\xbb\xbf{"event": {}}')
    assert load(app) == Check({})
