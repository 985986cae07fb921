import pytest
from repository import ROOT


@pytest.fixture
def patches_folder():
    return ROOT / "slipway_emulator" / "patches"
