"""The student's screen in a browser: on this machine only, and for who has the token."""

from __future__ import annotations

import hmac
import os
import secrets
import shlex
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
from aiohttp import web
from textual_serve.server import Server

from deepkata import isolated
from deepkata.errors import DeepkataError

HOST = "127.0.0.1"
COOKIE = "deepkata"
#: Keys go to the screen without a click on it first.
FOCUS = """<script>
const focused = setInterval(() => {
  const keys = document.querySelector("textarea.xterm-helper-textarea");
  if (keys) { keys.focus(); clearInterval(focused); }
}, 100);
</script></body>"""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Screen(Server):
    """Runs ``deepkata learn`` for each page that is opened with the token, which a cookie then stands for."""

    def __init__(self, command: list[str], port: int) -> None:
        super().__init__(shlex.join(command), HOST, port, "deepkata")
        self.token = secrets.token_urlsafe(24)

    @property
    def address(self) -> str:
        return f"{self.public_url}/?token={self.token}"

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._admit)
        return app

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self._is_token(request.query.get("token", "")):
            entered = web.HTTPFound("/")
            entered.set_cookie(COOKIE, self.token, httponly=True, samesite="Strict")
            raise entered
        if not self._is_token(request.cookies.get(COOKIE, "")):
            raise web.HTTPForbidden(text="Open the address that `deepkata learn --web` printed: it holds the token.")
        answer = await handler(request)
        if isinstance(answer, web.Response) and answer.content_type == "text/html" and answer.text:
            answer.text = answer.text.replace("</body>", FOCUS)
        return answer

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self.token.encode())

    async def on_startup(self, app: web.Application) -> None:
        click.echo(f"The screen is at {self.address}\nCtrl-C ends it.")
        click.launch(self.address)

    def initialize_logging(self) -> None:
        """No lines about requests."""


def serve(root: Path, arguments: list[str], port: int) -> None:
    """Serve the screen until Ctrl-C; ``port`` 0: one that is free."""
    Screen(isolated.python("-m", "deepkata", "--course", str(root), "learn", *arguments), _port(port)).serve()


def _port(wanted: int) -> int:
    """The port ``wanted``, or any that is free, if 0; raises DeepkataError where it cannot be had."""
    try:
        with socket.create_server((HOST, wanted)) as found:
            return int(found.getsockname()[1])
    except OSError as error:
        raise DeepkataError(
            f"Port {wanted} cannot be used ({os.strerror(error.errno or 0)}). Name another one, or leave out --port."
        ) from None
