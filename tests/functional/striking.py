"""Commands that die at a moment of their own: a warm process forks one for every line it is told.

A line is ``N word word …`` (JSON list): run ``sekisho word word …`` in a child which kills itself (SIGKILL) just before it
touches a file for the N-th time (0: never); the answer is how the child ended and how often it had touched files.
The place in the work is exact, so that a slow machine strikes at the same moments as a fast one.
"""

import json
import os
import signal
import sys
from importlib import import_module

TOUCHES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")


def run(strike, words, told):
    """Be the child: count the touches of files (as the interpreter's own audit tells them) and die in time."""
    touched = 0

    def count(event, arguments):
        nonlocal touched
        if event in TOUCHES:
            touched += 1
            if touched == strike:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.argv = ["sekisho", *words]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.addaudithook(count)
    try:
        import_module("sekisho_site.cli.main").main()
    finally:
        os.write(told, str(touched).encode())


def main():
    """Fork for every line."""
    for name in ("commands", "main"):
        import_module(f"sekisho_site.cli.{name}")
    import_module("sekisho.formats.eventstore.ingest")
    for line in sys.stdin:
        strike, *words = json.loads(line)
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            run(strike, words, told)
            os._exit(0)
        os.close(told)
        _, status = os.waitpid(child, 0)
        touched = os.read(heard, 20) or b"0"
        os.close(heard)
        sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(status), int(touched)]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
