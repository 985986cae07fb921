from pathlib import Path

CONFIGURATION = Path(__file__).parent / "terraform"


def test_a_pipeline_and_its_connections_are_applied_updated_and_destroyed_without_drift(tf, aws, unique_name):
    stack = tf(CONFIGURATION, name=unique_name).apply()
    stack.assert_converged()

    stack.apply(execution_mode="SUPERSEDED")
    stack.assert_converged()
    pipeline = aws("codepipeline").get_pipeline(name=unique_name)["pipeline"]
    assert (pipeline["version"], pipeline["executionMode"]) == (2, "SUPERSEDED")

    stack.destroy()
    assert unique_name not in [each["name"] for each in aws("codepipeline").list_pipelines()["pipelines"]]
    assert unique_name not in [host["Name"] for host in aws("codeconnections").list_hosts()["Hosts"]]
