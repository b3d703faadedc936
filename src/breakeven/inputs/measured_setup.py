"""Which model, accelerator, engine and precision a row of measurements means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from breakeven.domain.engine import UNSTATED, release_of
from breakeven.domain.errors import InputError
from breakeven.domain.model import Model, Precision
from breakeven.inputs.catalog import Catalog
from breakeven.serving.measurement import Replica

GGUF = re.compile(r"[.-](?P<precision>q\d\w*|f16|bf16)?(\.gguf)$", re.IGNORECASE)
NAMED_CACHE = re.compile(r"weight\s*=\s*(\w+),\s*kv cache\s*=\s*(\w+)", re.IGNORECASE)
YEAR = re.compile(r"(20\d\d)")
LAST_OLD_YEAR = 2024
MOST_GPUS = 16
"""More of them in one tensor-parallel replica are several replicas, or prefill and decode apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The cells of a row."""

    row: Mapping[str, str]

    def optional(self, column: str) -> float | None:
        """Return a number; None where the cell is empty."""
        text = self.row.get(column, "")
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            raise InputError(f"{column} {text!r} is not a number") from None

    def number(self, column: str) -> float:
        """Return a number; 0 where the cell is empty."""
        return self.optional(column) or 0.0

    def count(self, column: str) -> int:
        """Return a whole number of at least 1."""
        return max(round(self.number(column)), 1)


def replica(reading: Reading, catalog: Catalog, *, variant: str = "") -> Replica:
    """Return what served a row's run; raise an error that says why where it is not known.

    `variant` is how the engine ran where that is not as usual.
    """
    row = reading.row
    model = catalog.model(GGUF.sub("", row["model"]))
    engine = catalog.engine(row["engine"])
    accelerator = catalog.accelerator(row["gpu"])
    count = _gpus(reading, accelerator.link_domain)
    old = row.get("mode") == "static_batch" and (year := _year(row)) and int(year) <= LAST_OLD_YEAR
    return Replica(
        model=model,
        accelerator=accelerator,
        engine=engine,
        era=_year(row) if old else variant,
        release=release_of(row.get("engine_version", "")) or UNSTATED,
        precision=_precision(row.get("precision", ""), model, catalog),
        count=count,
        pipeline=reading.count("pp"),
        attention_data=reading.count("dp"),
    )


def _gpus(reading: Reading, domain: int) -> int:
    """Return the GPUs of the deployment.

    Some tables multiply the width of tensor parallelism by that of expert parallelism, though the
    experts are spread over the same GPUs; then one replica is wider than the link's domain.
    """
    count = max(reading.count("gpu_count"), reading.count("tp"))
    experts = reading.count("ep")
    if count > domain and experts > 1 and count % experts == 0:
        count //= experts
    if count > MOST_GPUS:
        raise InputError(f"{count} GPUs are more than one replica: how they share is not given")
    return count


def _year(row: Mapping[str, str]) -> str:
    found = YEAR.search(row.get("date", ""))
    return found.group(1) if found else ""


def _precision(text: str, model: Model, catalog: Catalog) -> Precision:
    """Return the precision of a row; the cache has 8 bits where products have 8 or 4.

    `fp8+moe:fp8_block` names dense layers and experts: the dense ones decide.
    """
    named = NAMED_CACHE.match(text.strip())
    name, cache = named.groups() if named else (text, "")
    name = name.strip().lower().partition("+moe:")[0].removesuffix("_block")
    if not name:
        name = model.native_precision
    if name in ("fp4", "nvfp4") and model.native_precision == "mxfp4":
        name = "mxfp4"
    found = catalog.precision(name)
    if cache:
        return replace(found, kv_bits=8 if "8" in cache else 16)
    return replace(found, kv_bits=8) if found.compute in ("fp8", "fp4") else found
