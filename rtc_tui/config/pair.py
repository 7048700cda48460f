"""A key pair, or half of one, as found in one place."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pair:
    """Empty means not there. `command` stands for a secret that a program can tell."""

    origin: str
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)
    command: str = field(default="", repr=False)

    @property
    def has_secret(self) -> bool:
        """Whether the secret is there, or can be had."""
        return bool(self.secret_key or self.command)
