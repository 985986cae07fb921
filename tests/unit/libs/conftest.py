import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parents[3] / "libs"))

# A busy machine is no fault of the code: no deadlines.
settings.register_profile("slipway", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("slipway")
