"""Where the screen's exports go: a file of its own in the folder in which the program was started."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rtc_tui.config import Config
from rtc_tui.errors import Unavailable
from rtc_tui.text import t
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.core.ask import Ask
    from rtc_tui.core.snapshot import Selection, Snapshot

_TRIES: Final = 100  # files of the same second


class Exporter:
    """Writes what a pane shows. `folder`: where to; None: where the program was started."""

    def __init__(self, config: Config, folder: Path | None = None) -> None:
        self._config, self._folder = config, folder

    def __call__(
        self, snapshot: "Snapshot", selection: "Selection", asks: "Sequence[Ask]", form: str
    ) -> tuple[Path, tuple[str, ...]]:
        """(the file, what of it is not all there). Raises `UsageError`, `Unavailable`."""
        from rtc_tui.core.request import Format
        from rtc_tui.report.export import export

        pieces, missing = export(snapshot, selection, asks, Format(form), self._config)
        moment = datetime.fromtimestamp(snapshot.now, self._config.ui.zone)
        name = f"rtc-tui-{selection.pane}-{moment:%Y%m%d-%H%M%S}{'-partial' if missing else ''}"
        return self._written(name, form, pieces), missing

    def _written(self, name: str, form: str, pieces: Iterable[str]) -> Path:
        """A new file, 0600; what could not be written whole is taken away."""
        path = self._folder or Path()
        try:
            path, file = _new((self._folder or Path.cwd()).absolute(), name, form)
            try:
                with os.fdopen(file, "w", encoding="utf-8", errors="replace", newline="") as out:
                    out.writelines(pieces)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        except OSError as error:
            message = t("export.unwritable", path=safe(path, 1000), reason=safe(error.strerror or error, 200))
            raise Unavailable(message, t("export.unwritable_hint")) from error
        return path


def _new(folder: Path, name: str, form: str) -> tuple[Path, int]:
    """A file that was not there; its descriptor."""
    for count in range(_TRIES):
        path = folder / f"{name}{f'-{count}' if count else ''}.{form}"
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            continue
    raise FileExistsError(17, os.strerror(17))
