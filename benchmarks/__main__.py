"""Run the benchmarks, all or those named: `python -m benchmarks [startup ...]`.

Rows of `measure()` make one table; a benchmark without it prints its own below.
"""

import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks import Row

HERE = Path(__file__).parent


def known() -> list[str]:
    """Return the names of the benchmarks."""
    return sorted(path.stem for path in HERE.glob("[a-z]*.py"))


def line(row: Row) -> str:
    """Return a row of the table."""
    ratio = f"{row.ratio:.1f} x {row.against}" if row.ratio is not None else ""
    return f"{row.name:34}{row.seconds * 1000:>10.1f} ms {row.runs:>4}  {ratio:24}{row.note}"


def main(names: Sequence[str]) -> int:
    """Print one table."""
    wrong = set(names) - set(known())
    if wrong:
        print(f"no benchmark is called {min(wrong)}; there are {', '.join(known())}")
        return 2
    print(f"{'':34}{'median':>10}    {'runs':>4}  ratio")
    own = []
    for name in names or known():
        module = import_module(f"benchmarks.{name}")
        if not names and hasattr(module, "NAMED_ONLY"):
            continue
        if not hasattr(module, "measure"):
            own.append(name)
            continue
        for row in module.measure():
            print(line(row), flush=True)
    for name in own:
        print(f"\n{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
