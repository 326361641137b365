"""Write the pages, or tell which ones have drifted."""

import sys
from pathlib import Path

from docs.generate.pages import drifted, pages, write

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Exit code 0 when the pages are as they should be, 1 when ``--check`` found drift, 2 for wrong use."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("使い方: python -m docs.generate [--check]\n")
        return 2
    wanted = pages(ROOT)
    stale = drifted(ROOT, wanted)
    if arguments:
        for name in stale:
            sys.stderr.write(f"{name}: 今の中身と合いません。make fix で作り直してください。\n")
        return 1 if stale else 0
    write(ROOT, wanted, stale)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
