"""What the user has chosen, from flags, environment, file and defaults: loaded once, frozen, without a secret in it.

`load` is the door. A value remembers where it came from (`Config.origins`), so that `config show` and every complaint
can say so. Credentials are looked for only when asked for (`Config.credentials`), and anew each time, so that a mended
file takes effect without a restart.
"""

from rtc_tui.config.load import load
from rtc_tui.config.model import Archive, Config, Origin, Ui
from rtc_tui.config.paths import Paths, find_paths, usable_state_dir

__all__ = ["Archive", "Config", "Origin", "Paths", "Ui", "find_paths", "load", "usable_state_dir"]
