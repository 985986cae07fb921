from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_the_first_deployment_clears_nothing(site: Any, act: Any, answers: Any) -> None:
    site.deploy(index_html="1", app_js="1")
    assert act() == "succeeded"
    assert site.cleared == []
    assert "no cache to clear" in answers.successes[0]["executionDetails"]["summary"]


def test_only_changed_files_are_cleared(site: Any, clear: Any) -> None:
    site.deploy(index_html="1", about_html="1", logo_svg="1")
    clear()
    site.put({"index.html": "2", "about.html": "1", "logo.svg": "2", "assets/app.3fd1.js": "new"})
    clear()
    assert site.cleared == [["/", "/index.html", "/logo.svg"]]


def test_a_deleted_page_is_cleared(site: Any, clear: Any) -> None:
    site.deploy(index_html="1", old_html="1")
    clear()
    site.delete("old.html")
    clear()
    assert site.cleared == [["/old.html"]]


def test_a_change_is_cleared_once(site: Any, clear: Any, act: Any) -> None:
    site.deploy(index_html="1")
    site.deploy(index_html="2")
    clear()
    assert act() == "succeeded"
    site.deploy(index_html="2", other_html="1")
    assert act() == "succeeded"
    assert len(site.cleared) == 1


def test_a_change_of_a_failed_run_is_cleared_by_the_next_even_if_it_was_undone(site: Any, act: Any, clear: Any) -> None:
    site.deploy(index_html="1", about_html="1")
    site.deploy(about_html="2")
    clear()
    site.deploy(index_html="2")
    assert act() == "continued"  # and the run ends: the invalidation stays in progress
    site.deploy(index_html="1")
    clear()
    assert site.cleared[-1] == ["/", "/index.html"]


def test_the_action_succeeds_when_the_invalidation_is_completed(
    site: Any, act: Any, answers: Any, pauses: list[float]
) -> None:
    site.deploy(about_html="1")
    site.deploy(about_html="2")
    assert act() == "continued"
    assert act(again=True) == "continued"
    site.complete()
    assert act(again=True) == "succeeded"
    assert len(site.cleared) == 1
    assert answers.successes[-1]["executionDetails"]["summary"].startswith("1 paths cleared by the invalidation")


def test_an_invocation_polls_while_it_has_time(site: Any, act: Any, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from site_cache import clearing

    monkeypatch.setattr(clearing.time, "sleep", lambda _seconds: site.complete())
    site.deploy(about_html="1")
    site.deploy(about_html="2")
    assert act(seconds=60) == "succeeded"


def test_an_invalidation_that_never_completes_fails_the_action(site: Any, act: Any, answers: Any) -> None:
    site.deploy(about_html="1")
    site.deploy(about_html="2")
    results = [act()]
    while results[-1] == "continued":
        results.append(act(again=True))
    assert (len(results), results[-1]) == (30, "failed")
    assert "not finished after 30 invocations: the invalidation" in answers.failures[0]["failureDetails"]["message"]


@pytest.mark.parametrize("completed", [True, False])
def test_a_repeated_job_clears_once(site: Any, act: Any, *, completed: bool) -> None:
    site.deploy(about_html="1")
    site.deploy(about_html="2")
    act()
    if completed:
        site.complete()
    assert act() == ("succeeded" if completed else "continued")
    assert len(site.cleared) == 1


def test_other_invalidations_are_ignored(site: Any, clear: Any) -> None:
    site.deploy(index_html="1")
    site.deploy(index_html="2")
    batch = {"Paths": {"Quantity": 1, "Items": ["/else"]}, "CallerReference": "by hand"}
    site.cloudfront.create_invalidation(DistributionId=site.distribution_id, InvalidationBatch=batch)
    site.complete()
    clear()
    assert site.cleared[-1] == ["/", "/index.html"]


def test_too_many_paths_become_a_wildcard(site: Any, app: Any) -> None:
    from site_cache.invalidation import paths_of

    keys = [f"page-{number}.html" for number in range(1001)]
    assert paths_of(keys) == ["/*"]
    assert len(paths_of(keys[:1000])) == 1000
    assert paths_of([*keys[:999], "index.html"]) == ["/*"]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("a b.html", "/a%20b.html"),
        ("größe.html", "/gr%C3%B6%C3%9Fe.html"),
        ("100%.html", "/100%25.html"),
        ("what?.html", "/what%3F.html"),
        ("a#b", "/a%23b"),
        ("a&b+c,d;e=f:g@h!i$j'k(l).html", "/a&b+c,d;e=f:g@h!i$j'k(l).html"),
        ("docs/index.html", "/docs/index.html"),
    ],
)
def test_paths_are_encoded_as_viewers_send_them(app: Any, key: str, path: str) -> None:
    from site_cache.invalidation import paths_of

    assert paths_of([key]) == [path]


def test_a_rejected_call_fails_the_action(
    site: Any, act: Any, answers: Any, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from site_cache import invalidation

    def refuse(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": "TooManyInvalidationsInProgress", "Message": ""}}, "CreateInvalidation")

    monkeypatch.setattr(invalidation._cloudfront, "create_invalidation", refuse)
    site.deploy(index_html="1")
    site.deploy(index_html="2")
    assert act() == "failed"
    message = answers.failures[0]["failureDetails"]["message"]
    assert message == "CreateInvalidation: TooManyInvalidationsInProgress"


def test_missing_parameters_fail_the_action(site: Any, act: Any, answers: Any) -> None:
    site.parameters = {"distribution_id": "E1"}
    assert act() == "failed"
    assert "bucket is missing" in answers.failures[0]["failureDetails"]["message"]
