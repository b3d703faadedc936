"""What cells look like: inputs stand out by colour and border, figures by their unit."""

from typing import Any

FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
INK, FAINT, LINE = "#1F2933", "#616E7C", "#CBD2D9"
INPUT = {"bg_color": "#FFF8DB", "font_color": "#1D4ED8", "border": 1, "border_color": "#E6C84F"}
HEAD = {
    "bold": True,
    "text_wrap": True,
    "bottom": 1,
    "bg_color": "#EEF2F6",
    "font_color": INK,
    "valign": "bottom",
}
TOTAL = {"bold": True, "top": 1, "bottom": 1}
MONEY = '$#,##0.00;-$#,##0.00;"-"'
NUMBER_FORMATS = {
    "usd": MONEY,
    "usd_whole": '$#,##0;-$#,##0;"-"',
    "usd_small": '$0.000000;-$0.000000;"-"',
    "count": '#,##0.##;-#,##0.##;"-"',
    "whole": '#,##0;-#,##0;"-"',
    "number": "General",
    "percent": "0.0%",
    "factor": "0.0000",
    "month": "0",
    "months": "0.0",
}


def _styles() -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {
        "text": {"font_color": INK},
        "line": {"font_color": INK},
        "unit": {"font_color": FAINT, "indent": 1},
        "bold": {"bold": True, "font_color": INK},
        "title": {"bold": True, "font_size": 16, "font_color": INK, "valign": "vcenter"},
        "big": {"bold": True, "font_size": 13, "font_color": INK},
        "section": {"bold": True, "font_size": 11, "font_color": INK, "bottom": 2},
        "note": {"italic": True, "font_color": FAINT},
        "wrapped_note": {"italic": True, "font_color": FAINT, "text_wrap": True},
        "head": HEAD,
        "head_right": {**HEAD, "align": "right"},
        "total": {**TOTAL},
        "input": {**INPUT, "num_format": "General"},
        "input_whole": {**INPUT, "num_format": "#,##0"},
        "input_long": {**INPUT, "num_format": "#,##0.0000"},
        "input_text": {**INPUT},
        "warn": {"font_color": "#9B1C1C", "bold": True, "text_wrap": True},
        "big_usd": {"bold": True, "font_size": 13, "num_format": "$#,##0", "align": "left"},
        "right": {"align": "right", "font_color": INK},
    }
    for name, number in NUMBER_FORMATS.items():
        made[name] = {"num_format": number, "align": "right"}
        made[f"total_{name}"] = {**TOTAL, "num_format": number, "align": "right"}
    made["month"]["align"] = "center"
    return {name: {**FONT, **style} for name, style in made.items()}


STYLES = _styles()
