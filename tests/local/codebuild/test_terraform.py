"""``aws_codebuild_project`` with everything that production asks for."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_it_is_applied_planned_empty_updated_and_destroyed(tf, aws, unique_name):
    stack = tf(HERE / "terraform", name=unique_name, timeout=30)
    stack.apply()
    stack.assert_converged()

    project = aws("codebuild").batch_get_projects(names=[unique_name])["projects"][0]
    assert (project["timeoutInMinutes"], project["queuedTimeoutInMinutes"]) == (30, 60)
    assert project["cache"]["modes"] == ["LOCAL_CUSTOM_CACHE", "LOCAL_SOURCE_CACHE"]

    stack.destroy()
    assert aws("codebuild").batch_get_projects(names=[unique_name])["projects"] == []


@pytest.mark.parametrize("timeout", [45])
def test_it_is_updated(tf, aws, unique_name, timeout):
    tf(HERE / "terraform", name=unique_name, timeout=30).apply()
    arn = aws("codebuild").batch_get_projects(names=[unique_name])["projects"][0]["arn"]

    answer = aws("codebuild").update_project(name=unique_name, timeoutInMinutes=timeout, cache={"type": "NO_CACHE"})

    assert answer["project"]["timeoutInMinutes"] == timeout
    found = aws("codebuild").batch_get_projects(names=[arn])["projects"][0]
    assert (found["cache"], found["queuedTimeoutInMinutes"]) == ({"type": "NO_CACHE"}, 60)
