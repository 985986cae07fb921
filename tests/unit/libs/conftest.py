import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parents[3] / "libs"))

# No deadlines: on a busy machine every test can be slow.
settings.register_profile("slipway", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("slipway")
