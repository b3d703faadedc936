"""Fuzz the readers of logs: `python -m tools.fuzz [COUNT] [--seed N] [FORMAT ...]`.

An execution is one damaged record that is read and judged. A read of a file costs a second, so
records go in files of thousands, among good ones. Of each file all good records must be kept with
their exact numbers; every damaged one is kept, set aside or refused, and accounted for; each row
that is kept holds possible numbers only; and nothing that stands in a prompt is told. A file that
is read wrongly is halved until one record is left, which is kept in out/fuzz.

Beside COUNT records of each format, COUNT / 10 damaged files are recognised (what a file is, which
format it has: no database), and COUNT / 2000 are read as a whole: cut, packed, recoded. The same
seed gives the same files.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tools.fuzz.judging import Batch, judged, read_whole, recognised, smallest
from tools.fuzz.records import Target, targets
from tools.fuzz.wholes import whole_file

OUT = Path(__file__).parents[2] / "out" / "fuzz"
BATCH = 50_000


def records(target: Target, count: int, seed: int, out: Path) -> int:
    """Read damaged records; return how many findings there were."""
    path, found = out / f"now-{target.format}{target.suffix}", 0
    for start in range(0, count, BATCH):
        source = Random(f"{target.format} {seed} {start}")  # noqa: S311 - to be had again
        bad = [target.bad(source) for _ in range(min(BATCH, count - start))]
        batch = Batch(target=target, bad=bad)
        if wrong := judged(batch, path):
            least = smallest(batch, path)
            found += 1
            _keep(
                out, target, f"records-{seed}-{start}", least.text(), judged(least, path) or wrong
            )
        print(f"{target.format}: {start + len(batch.bad):,} records", file=sys.stderr, flush=True)
    path.unlink(missing_ok=True)
    return found


def files(target: Target, count: int, seed: int, out: Path, *, whole: bool) -> int:
    """Read, or only recognise, damaged files; return how many findings there were."""
    kind = "read" if whole else "recognised"
    path, found = out / f"now-{target.format}-{kind}", 0
    for number in range(count):
        source = Random(f"{target.format} {kind} {seed} {number}")  # noqa: S311 - as above
        raw = whole_file(target, source)
        wrong = read_whole(raw, path) if whole else recognised(raw, path)
        if wrong:
            found += 1
            _keep(out, target, f"{kind}-{seed}-{number}", raw, wrong)
    path.unlink(missing_ok=True)
    return found


def _keep(out: Path, target: Target, name: str, raw: bytes, wrong: str) -> None:
    file = out / f"{target.format}-{name}{target.suffix}"
    file.write_bytes(raw)
    print(f"{file}: {wrong[:300]}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Fuzz, and print what was found; return 1 where anything was."""
    known = targets()
    parser = ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1_000_000)
    parser.add_argument("formats", nargs="*", choices=[*known, []], default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    total = 0
    for name in asked.formats or known:
        target, start, few = known[name], time.monotonic(), (asked.count // 10, asked.count // 2000)
        found = records(target, asked.count, asked.seed, asked.out)
        found += files(target, few[0], asked.seed, asked.out, whole=False)
        found += files(target, few[1], asked.seed, asked.out, whole=True)
        total += found
        print(
            f"{name}: {asked.count:,} records, {few[0]:,} files recognised, {few[1]:,} files read:"
            f" {found} findings in {time.monotonic() - start:,.0f} s",
            flush=True,
        )
    return bool(total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
