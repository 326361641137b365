"""A PostgreSQL server of our own: a fresh cluster in a temporary folder, reached by a socket in it, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_OWNER = "postgres"


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    folder: Path
    programs: Path

    def stop(self) -> None:
        """Stop the server and remove everything it wrote."""
        self.pause("immediate")
        shutil.rmtree(self.folder)

    def pause(self, mode: str = "fast") -> None:
        """Stop the server and leave what it wrote."""
        _run(self.programs / "pg_ctl", "-D", self.folder / "data", "-m", mode, "-w", "stop")


def start_server(folder: Path | None = None) -> Server:
    """Start a cluster, made first unless ``folder`` holds one already.

    The server refuses to run as root, so that root starts it as the system's own user.
    """
    programs = _programs()
    folder = folder or Path(tempfile.mkdtemp(prefix="sekisho-pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(_OWNER).pw_uid, -1)
    data = folder / "data"
    if not data.exists():
        _run(programs / "initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
    _run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
    return Server(f"postgres://{_OWNER}@/postgres?host={folder}", folder, programs)


def _programs() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = installed[-1] if installed else shutil.which("initdb")
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed; `make deps` installs it where it may")
    return Path(found).parent


def _run(*command: object) -> None:
    as_owner = ["runuser", "-u", _OWNER, "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_owner, *map(str, command)], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout)
