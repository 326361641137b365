"""Keeping the pages open: a web server and a worker as children, started again when they die, ended together.

Knows processes and the port. Refuses to know what is served.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from sekisho_site.cli.language import say
from sekisho_site.cli.session import CommandError

_LOOK = 0.2
_PATIENCE = 10.0
_OPENS_WITHIN = 60.0
_PR_SET_PDEATHSIG = 1
_LONGEST_PAUSE = 30.0


class _Ended(BaseException):
    """Somebody asked the pages to close."""


def refuse_taken_port(host: str, port: int) -> None:
    """Say in one line when the place is not free, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                say(
                    "{host}:{port} は開けません（使われているか、使えない番号です）。--port で別の番号を指定してください。",
                    host=host,
                    port=port,
                )
            ) from error


def serve(host: str, port: int, home: Path, *, opened: Callable[[], None], died: Callable[[str], None]) -> None:
    """Serve until somebody stops it. ``opened`` is called once the pages answer, ``died`` with the name of what died."""
    environment = {**os.environ, "SEKISHO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sekisho_site.config.settings"}
    children = {
        "web": _Child([*_GRANIAN, "--host", host, "--port", str(port)], environment),
        "worker": _Child([sys.executable, "-m", "sekisho_site.cli", "worker", "--child"], environment),
    }
    with _stopping():
        try:
            for child in children.values():
                child.start()
            _wait_until_open(host, port, children["web"])
            opened()
            while True:
                time.sleep(_LOOK)
                for name, child in children.items():
                    if child.is_due():
                        died(name)
                        child.start()
        except _Ended:
            return
        finally:
            for child in children.values():
                child.end()
            for child in children.values():
                child.wait()


_GRANIAN = [
    sys.executable, "-m", "granian", "sekisho_site.web.wsgi:application", "--interface", "wsgi", "--workers", "1",
    "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
]  # fmt: skip


class _Child:
    """A process that is started again when it dies, after a pause that grows while it keeps dying."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = _LOOK
        self._due: float | None = None

    def start(self) -> None:
        """Start it, deaf to the keyboard (we end it ourselves) and not outliving us."""
        self._clear()
        self._due = None
        self._started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  (our own command)
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  (there are no threads here)
        )

    @property
    def runs(self) -> bool:
        """Whether it is alive."""
        return self._process is not None and self._process.poll() is None

    def is_due(self) -> bool:
        """Whether it died and its pause is over."""
        if self.runs:
            return False
        moment = time.monotonic()
        if self._due is None:
            lived = moment - self._started
            self._pause = _LOOK if lived > _LONGEST_PAUSE else min(self._pause * 2, _LONGEST_PAUSE)
            self._due = moment + self._pause
        return moment >= self._due

    def end(self) -> None:
        """Ask it to end."""
        if self._process is not None and self.runs:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for its end, and after some patience make it; what it started itself ends with it."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self._clear()
        self._process.wait()

    def _clear(self) -> None:
        """Nothing that it started may be left over: it would hold the port."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _die_with_parent() -> None:
    """Linux: a child is told to end when we are killed in a way that lets us tell nobody."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_open(host: str, port: int, web: _Child) -> None:
    deadline = time.monotonic() + _OPENS_WITHIN
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not bound)
    while web.runs and time.monotonic() < deadline:
        try:
            socket.create_connection((reach, port), timeout=1).close()
        except OSError:
            time.sleep(_LOOK)
        else:
            return
    raise CommandError(say("ページを開けませんでした。sekisho doctor で、足りないものがないかを確かめてください。"))


@contextmanager
def _stopping() -> Iterator[None]:
    """Until the end, both ways of stopping end the children first."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Ended

    before = {name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
