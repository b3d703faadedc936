from breakeven.outputs.tool_table import tool_table
from tests.outputs.conftest import Shown


def test_a_row_for_each_tool(shown: Shown) -> None:
    tool = {"name": "cross", "description": "Find [b]it[/b].", "parameters": ["first", "second"]}
    assert "cross  Find [b]it[/b]." in shown(tool_table([tool]))
    assert "first, second" in shown(tool_table([tool]))
