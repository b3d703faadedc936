"""A published claim as a TOML file, with every mistake of it at once."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from breakeven.domain.claim import Answer, Claim, Stated
from breakeven.domain.claim_terms import SCALES, TERMS
from breakeven.domain.errors import ManyProblems
from breakeven.inputs.records import near
from breakeven.inputs.toml_facts import load_toml

TEXTS = ("title", "source", "url", "model", "api_model", "gpu", "purchase", "note")
DATES = ("date", "prices_as_of")
TABLES = ("inputs", "variants", "answers")
ANSWER_KEYS = ("quantity", "value", "low", "high", "unit", "tolerance", "given", "benchmark")
MOST_RANGES = 10
"""Ranges of one answer: each doubles the combinations."""
SIGNIFICANT = 2
"""Digits of a whole number that its author is taken to mean, trailing zeros aside."""


def read_claim(path: Path | str) -> Claim:
    """Return the claim that a file restates; `-` is stdin.

    Raises InputError where the file is no TOML, ManyProblems with every mistake and its line.
    """
    data, text = load_toml(Path(path))
    return claim_of(data, text=text, where=str(path))


def claim_of(data: Mapping[str, Any], *, text: str = "", where: str = "claim") -> Claim:
    """Return the claim of a dictionary with the keys of the file."""
    problems = [*_heads(data), *_tables(data)]
    answers = data.get("answers")
    rows = answers if isinstance(answers, list) else []
    variants = data.get("variants")
    named = variants if isinstance(variants, dict) else {}
    for number, row in enumerate(rows):
        problems += [(f"answers[{number}]", said) for said in _answer_problems(row, named)]
    if problems:
        located = sorted({_located(key, said, text) for key, said in problems})
        said = [f"line {n}: {m}" if text else m for n, m in located]
        raise ManyProblems(said, where=where)
    heads = {key: data[key] for key in (*TEXTS, *DATES) if key in data}
    made = Claim(
        **heads,
        inputs=_numbers(data.get("inputs", {})),
        variants={name: _numbers(table) for name, table in named.items()},
        answers=tuple(_answer(row) for row in rows),
    )
    _not_too_many_ranges(made, where)
    return made


def _heads(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = (*TEXTS, *DATES, *TABLES)
    for key, value in data.items():
        if key not in known:
            hint = "; inputs stand under [inputs]" if key in TERMS else near(key, known)
            yield key, f"unknown key {key!r}{hint}"
        elif key in TEXTS and not isinstance(value, str):
            yield key, f"{key}: a text was expected, not {value}"
        elif key in DATES and not (isinstance(value, date) and type(value) is date):
            yield key, f"{key}: a day was expected, as 2026-03-31 without quotes, not {value!r}"
    if not data.get("title"):
        yield "title", "title is missing (what is claimed, in one line)"
    if not data.get("answers"):
        yield "answers", "answers are missing: write [[answers]] with quantity and value"


def _tables(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    inputs, variants = data.get("inputs", {}), data.get("variants", {})
    for name, table in (("inputs", inputs), ("variants", variants)):
        if not isinstance(table, dict):
            yield name, f"{name}: a table [{name}] was expected"
    if not isinstance(data.get("answers", []), list):
        yield "answers", "answers: write [[answers]], with two brackets"
    if isinstance(inputs, dict):
        yield from _input_problems(inputs)
    for name, table in variants.items() if isinstance(variants, dict) else ():
        if isinstance(table, dict):
            yield from _input_problems(table)
        else:
            yield name, f"variants.{name}: a table [variants.{name}] was expected"


def _input_problems(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if key not in TERMS:
            yield key, f"unknown input {key!r}{near(key, tuple(TERMS))}"
        elif isinstance(value, list):
            if len(value) != 2 or not all(map(_is_number, value)) or value[0] > value[1]:
                yield key, f"{key}: a range is [low, high]"
        elif not _is_number(value):
            yield key, f"{key}: a number from 0 on or a range [low, high] was expected"
        elif TERMS[key].unit == "share" and value > 1:
            yield key, f"{key}: a share lies between 0 and 1, not at {value}"


def _is_number(value: object) -> bool:
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return number and isfinite(value) and value >= 0  # type: ignore[arg-type,operator]


def _answer_problems(row: object, variants: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "an answer is a table with quantity and value"
        return
    for key in row:
        if key not in ANSWER_KEYS:
            yield f"unknown key {key!r}{near(key, ANSWER_KEYS)}"
    yield from _figure_problems(row)
    if row.get("unit", "") not in ("", *SCALES):
        yield f"unknown unit {row['unit']!r}; one of {', '.join(SCALES)}, or none"
    for name in _listed(row.get("given", ())):
        if not isinstance(name, str) or name not in variants:
            yield f"no variant is called {name!r}{near(str(name), tuple(variants))}"


def _figure_problems(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the quantity and its published figure."""
    quantity = row.get("quantity")
    if not isinstance(quantity, str) or quantity not in TERMS:
        hint = near(str(quantity), tuple(TERMS))
        yield f"unknown quantity {quantity!r}{hint}" if quantity else "quantity is missing"
    if ("value" in row) == ("low" in row or "high" in row):
        yield "give either value, or low and high, or one of these two"
    if "value" in row and row["value"] != "never" and not _is_signed(row["value"]):
        yield f"value: a number or 'never' was expected, not {row['value']!r}"
    for key in ("low", "high", "tolerance"):
        if key in row and not _is_signed(row[key]):
            yield f"{key}: a number was expected, not {row[key]!r}"
    if _is_signed(row.get("tolerance")) and not 0 <= row["tolerance"] <= 1:
        yield f"tolerance: a share from 0 to 1 was expected, not {row['tolerance']}"


def _is_signed(value: object) -> bool:
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return number and isfinite(value)  # type: ignore[arg-type]


def _listed(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _numbers(table: Mapping[str, Any]) -> dict[str, Stated]:
    return {
        name: (float(value[0]), float(value[1])) if isinstance(value, list) else float(value)
        for name, value in table.items()
    }


def _answer(row: Mapping[str, Any]) -> Answer:
    value = row.get("value")
    shown = value if value is not None else row.get("high", row.get("low"))
    exact = "tolerance" in row
    numbers = {k: float(row[k]) for k in ("low", "high", "tolerance") if k in row}
    return Answer(
        quantity=row["quantity"],
        value="never" if value == "never" else None if value is None else float(value),
        unit=row.get("unit", ""),
        half_digit=0.0 if value == "never" else half_digit(shown, exact=exact),
        given=_listed(row.get("given", ())),
        benchmark=str(row.get("benchmark", "")),
        **numbers,
    )


def half_digit(value: Any, *, exact: bool = False) -> float:
    """Return half a unit of the last digit as published; `exact` keeps trailing zeros.

    >>> half_digit(Decimal("11.9")), half_digit(8556), half_digit(1_700_000)
    (0.05, 0.5, 50000.0)
    """
    if isinstance(value, Decimal):
        return 0.5 * 10.0 ** int(value.as_tuple().exponent)
    if isinstance(value, float):
        return half_digit(Decimal(repr(value)))
    digits = str(abs(int(value)))
    zeros = len(digits) - max(len(digits.rstrip("0")), SIGNIFICANT)
    return 0.5 if exact else 0.5 * 10.0 ** max(zeros, 0)


def _not_too_many_ranges(claim: Claim, where: str) -> None:
    for answer in claim.answers:
        ranges = [n for n, v in claim.inputs_of(answer).items() if isinstance(v, tuple)]
        if len(ranges) > MOST_RANGES:
            said = f"{len(ranges)} inputs are ranges, at most {MOST_RANGES} are combined"
            raise ManyProblems([said], where=where)


def _located(key: str, said: str, text: str) -> tuple[int, str]:
    """Return the line of a problem, as far as the text tells."""
    answer = re.fullmatch(r"answers\[(\d+)\]", key)
    if answer:
        pattern, number = r"^\s*\[\[\s*answers\s*\]\]|\{[^{}]*\bquantity\s*=", int(answer[1])
    else:
        word = re.escape(key)
        pattern, number = rf"^\s*\[*\s*(variants\.)?\"?{word}\"?\s*[=\]]|[{{,]\s*{word}\s*=", 0
    places = list(re.finditer(pattern, text, re.MULTILINE))
    if number >= len(places):
        return 1, said
    start = places[number].start()
    start += len(places[number].group()) - len(places[number].group().lstrip())
    return text.count("\n", 0, start) + 1, said
