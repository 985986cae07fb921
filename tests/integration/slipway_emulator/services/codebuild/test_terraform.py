from pathlib import Path

HERE = Path(__file__).parent


def test_a_project_with_many_arguments_is_applied_updated_and_destroyed_without_drift(tf, aws, unique_name):
    stack = tf(HERE / "terraform", name=unique_name, timeout=30)
    stack.apply()
    stack.assert_converged()

    project = aws("codebuild").batch_get_projects(names=[unique_name])["projects"][0]
    assert (project["timeoutInMinutes"], project["queuedTimeoutInMinutes"]) == (30, 60)
    assert project["cache"]["modes"] == ["LOCAL_CUSTOM_CACHE", "LOCAL_SOURCE_CACHE"]

    stack.apply(timeout=45)
    stack.assert_converged()
    assert aws("codebuild").batch_get_projects(names=[unique_name])["projects"][0]["timeoutInMinutes"] == 45

    stack.apply(timeout=45, tags={}, concurrent_builds=None)
    stack.assert_converged()
    project = aws("codebuild").batch_get_projects(names=[unique_name])["projects"][0]
    assert project["tags"] == []
    assert "concurrentBuildLimit" not in project

    stack.destroy()
    assert aws("codebuild").batch_get_projects(names=[unique_name])["projects"] == []
