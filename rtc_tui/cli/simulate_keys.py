"""Keys for a simulator: a module of its own, since `demo` needs them before it has loaded anything else."""

import os
from typing import Final

DEMO_APP: Final = "661e0543cf"


def throw_away_keys() -> tuple[str, str]:
    """A pair that opens nothing but the simulator that it is made for. From the system's own randomness."""
    return f"AKLT{os.urandom(10).hex()}", os.urandom(24).hex()
