"""Which columns of a JSON file are read: those that a format asks for."""

from breakeven.inputs.usage.schema import columns_of, keys_in, shape_of


def test_only_what_is_asked_for() -> None:
    rows = [{"id": "r", "input": {"tokens": 1, "body": "SECRET"}, "text": "SECRET"}]
    found = columns_of(["id", "input.tokens"], nest=(), types={}, rows=rows)
    assert found == {"id": "VARCHAR", "input": 'STRUCT("tokens" VARCHAR)'}


def test_names_with_dots_and_json_in_texts() -> None:
    rows = [{"attributes": {"gen.in": 1}, "meta": '{"a": 1}', "b.c": 2}]
    found = columns_of(
        ["attributes.gen.in", "attributes.gen.out", "meta.a", "b.c"], nest=(), types={}, rows=rows
    )
    assert found == {
        "attributes": 'STRUCT("gen.in" VARCHAR, "gen.out" VARCHAR)',
        "meta": "VARCHAR",
        "b.c": "VARCHAR",
    }


def test_records_in_lists_are_read_at_every_level() -> None:
    rows = [{"data": [{"start": 1, "results": [{"n": 2}]}]}]
    found = columns_of(["start", "n"], nest=("data", "results"), types={"n": "BIGINT"}, rows=rows)
    assert found["data"] == (
        'STRUCT("start" VARCHAR, "n" BIGINT, "results" STRUCT("start" VARCHAR, "n" BIGINT)[])[]'
    )


def test_the_shape_may_be_an_inner_part_of_the_nest() -> None:
    nest = ("data", "results")
    assert shape_of(keys_in([{"data": [{"results": []}]}]), nest) == nest
    assert shape_of(keys_in([{"results": [{"n": 1}]}]), nest) == ("results",)
    assert shape_of(keys_in([{"n": 1}]), nest) == ()
