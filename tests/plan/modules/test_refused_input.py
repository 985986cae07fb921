"""Every module with validations has a test, in test_<module>.py, that each of them refuses what it is for."""

import re
from pathlib import Path

from validations import MODULES, messages_by_variable

TESTED = re.compile(r'assert_each_refuses\(\s*tf_module,\s*"([\w-]+)"')


def test_every_module_with_validations_has_cases():
    texts = [file.read_text() for file in Path(__file__).parent.glob("test_*.py")]
    tested = [module for text in texts for module in TESTED.findall(text)]
    assert sorted(tested) == sorted(
        folder.name for folder in MODULES.iterdir() if any(messages_by_variable(folder).values())
    )
