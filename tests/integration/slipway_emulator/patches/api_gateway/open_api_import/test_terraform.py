from pathlib import Path

import requests

HERE = Path(__file__).parent


def test_an_api_with_a_body_is_applied_updated_and_destroyed_without_drift(tf, target, unique_name):
    stack = tf(HERE / "terraform", name=unique_name, path="/one").apply()
    stack.assert_converged()
    url = target.api_url(stack.outputs["url"])
    assert requests.get(f"{url}/one", timeout=30).status_code == 200

    stack.apply(path="/two", tags={"environment": "other", "team": "movies"}, binary_media_types=["image/*"])
    stack.assert_converged()
    assert [requests.get(url + path, timeout=30).status_code for path in ("/one", "/two")] == [403, 200]

    stack.apply(path="/two", tags={}, binary_media_types=[])
    stack.assert_converged()
    stack.destroy()
