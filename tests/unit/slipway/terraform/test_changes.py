"""How many of its changes an apply has made."""

from slipway.terraform.changes import ChangeCount


def test_changes_that_are_made_are_counted():
    count = ChangeCount()

    assert count("aws_sqs_queue.a: Refreshing state...") == "aws_sqs_queue.a: Refreshing state..."
    plan = "Plan: 1 to import, 2 to add, 1 to change, 1 to destroy."
    assert count(plan) == f"0 of 5  {plan}"
    for number, done in enumerate(
        (
            "a: Import complete [id=a]",
            "a: Destruction complete after 0s",
            "a: Modifications complete after 1s [id=a]",
            "a: Creation complete after 25s [id=a]",
        ),
        1,
    ):
        assert count(done) == f"{number} of 5  {done}"
    assert count("b: Still creating... [10s elapsed]").startswith("4 of 5  ")


def test_a_second_plan_begins_again():
    count = ChangeCount()
    count("Plan: 2 to add, 0 to change, 0 to destroy.")
    count("a: Creation complete after 0s [id=a]")

    assert count("Plan: 9 to add, 0 to change, 0 to destroy.").startswith("0 of 9  ")
