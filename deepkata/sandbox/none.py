"""No sandbox: workers run as the user, and can reach what the user can."""

from __future__ import annotations


class Unprotected:
    """The command as it is."""

    level = "none"

    def command(self, command: list[str]) -> list[str]:
        return command

    def scratch(self, host_folder: str) -> str:
        return host_folder
