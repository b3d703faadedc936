"""What people give as a log: files, patterns, folders, and archives of them."""

from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from breakeven.domain.errors import InputError

STDIN = "-"
SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".txt", ".log")
PACKED = (".gz", ".zst", ".zstd")


def files_of(given: Sequence[str | Path]) -> list[Path]:
    """Return the files of some paths, patterns and folders, in the order of their names.

    Of a folder, files that are called like logs are taken, those in folders below too. Raises
    InputError where a pattern or a folder holds none.
    """
    return [file for one in given for file in _files(str(one))]


def _files(said: str) -> Iterator[Path]:
    path = Path(said)
    if said == STDIN or path.is_file():
        yield path
    elif path.is_dir():
        yield from _inside(path)
    elif has_magic(said):
        found = sorted(Path(p) for p in glob(said, recursive=True))  # noqa: PTH207 - may be absolute
        if not found:
            raise InputError("no file fits this pattern", where=said)
        for one in found:
            if one.is_file():
                yield one
            elif "**" not in said:
                yield from _inside(one)
    else:
        yield path


def _inside(folder: Path) -> Iterator[Path]:
    found = sorted(p for p in folder.rglob("*") if p.is_file() and is_log(p))
    if not found:
        expected = f"names that end in {', '.join(SUFFIXES)} (also with .gz or .zst) were expected"
        raise InputError(f"this directory holds no logs; {expected}", where=str(folder))
    yield from found


def is_log(path: Path) -> bool:
    """Whether a file is called like a log, and is not hidden."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    hidden = path.name.startswith((".", "_"))
    return bool(suffixes) and suffixes[-1] in SUFFIXES and not hidden
