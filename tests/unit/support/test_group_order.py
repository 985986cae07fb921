"""The order in which xdist begins groups."""

import textwrap

from repository import ROOT

TEST = """
    import pytest

    @pytest.mark.parametrize("number", range(4))
    @pytest.mark.xdist_group("many")
    def test_many(number): ...

    @pytest.mark.xdist_group("short")
    @pytest.mark.slow(60)
    def test_short(): ...

    @pytest.mark.parametrize("number", range(100))
    def test_alone(number): ...

    @pytest.mark.xdist_group("long")
    def test_long(): ...

    @pytest.mark.xdist_group("long")
    @pytest.mark.slow(500)
    def test_long_too(): ...
"""


def order(pytester, *options):
    plugins = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")  # hypothesis takes most of a second to import
    output = pytester.runpytest_inprocess("-v", "--strict-markers", *plugins, *options).stdout
    names = [line.split("::")[1].split()[0] for line in output.lines if "PASSED" in line and "::" in line]
    return [name.partition("@")[0] for name in names]


def test_long_groups_begin_first_and_shorter_ones_soon(pytester):
    pytester.makeconftest((ROOT / "tests/support/group_order.py").read_text())
    pytester.path.joinpath("tests/unit").mkdir(parents=True)
    pytester.path.joinpath("tests/unit/test_groups.py").write_text(textwrap.dedent(TEST))
    many, alone = [f"test_many[{number}]" for number in range(4)], [f"test_alone[{number}]" for number in range(100)]

    by_xdist = order(pytester, "-n", "1", "--dist", "loadgroup", "--no-loadscope-reorder")

    short = by_xdist.index("test_short")
    assert by_xdist[:short] + by_xdist[short + 1 :] == ["test_long", "test_long_too", *many, *alone]
    assert 20 < short < 80
    assert order(pytester) == [*many, "test_short", *alone, "test_long", "test_long_too"]


def test_each_folder_is_spread_over_the_run_and_one_with_few_tests_over_its_begin(pytester):
    pytester.makeconftest((ROOT / "tests/support/group_order.py").read_text())
    for folder, number in (("apply", 4), ("plan", 20), ("unit", 200)):
        pytester.path.joinpath("tests", folder).mkdir(parents=True)
        test = f"import pytest\n@pytest.mark.parametrize('n', range({number}))\ndef test_{folder}(n): ..."
        pytester.path.joinpath("tests", folder, f"test_{folder}.py").write_text(test)

    names = order(pytester, "-n", "1", "--dist", "loadgroup", "--no-loadscope-reorder")

    last = {name.partition("[")[0]: place / len(names) for place, name in enumerate(names)}
    assert len(names) == 224
    assert last["test_apply"] < last["test_plan"] < 0.5 < last["test_unit"]
    assert names[:3] == ["test_apply[0]", "test_plan[0]", "test_unit[0]"]


def test_this_repository_keeps_that_order(pytestconfig):
    assert pytestconfig.getoption("loadscopereorder") is False
