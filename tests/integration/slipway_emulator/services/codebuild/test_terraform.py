"""``aws_codebuild_project`` with everything that production asks for."""

from pathlib import Path

HERE = Path(__file__).parent


def test_it_is_applied_planned_empty_updated_and_destroyed(tf, aws, unique_name):
    stack = tf(HERE / "terraform", name=unique_name, timeout=30)
    stack.apply()
    stack.assert_converged()

    project = aws("codebuild").batch_get_projects(names=[unique_name])["projects"][0]
    assert (project["timeoutInMinutes"], project["queuedTimeoutInMinutes"]) == (30, 60)
    assert project["cache"]["modes"] == ["LOCAL_CUSTOM_CACHE", "LOCAL_SOURCE_CACHE"]

    stack.apply(timeout=45)
    stack.assert_converged()
    assert aws("codebuild").batch_get_projects(names=[unique_name])["projects"][0]["timeoutInMinutes"] == 45

    stack.destroy()
    assert aws("codebuild").batch_get_projects(names=[unique_name])["projects"] == []
