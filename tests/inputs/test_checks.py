import re
from pathlib import Path

import pytest

from breakeven.inputs import facts
from breakeven.inputs.catalog import load_catalog
from breakeven.inputs.checks import check, findings

HEAD = (
    "provider,instance,region,accelerator,accelerator_count,purchase,usd_per_hour,date,source,note"
    "\n"
)
SOURCE = '[contract]\ntitle = "Contract"\ndate = 2026-01-02\n'


def test_the_shipped_facts_obey_the_rules() -> None:
    assert facts.check(load_catalog()) == []


def test_the_lesson_obeys_the_rules() -> None:
    assert check(Path(__file__).parents[2] / "examples" / "lesson") == []


def overlay(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"sources/ours.toml": SOURCE, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ours,box,,H100-SXM,8,spot,16,2026-01-02,hearsay,", "source 'hearsay' is not in"),
        ("ours,box,,H9000,8,spot,16,2026-01-02,contract,", "accelerator 'H9000' is not in"),
        ("ours,box,,H100-SXM,8,spot,1600,2026-01-02,contract,", "usd_per_gpu_hour 200 is not"),
        ("ours,box,,H100-SXM,8,spot,16,2999-01-02,contract,", "lies in the future"),
        ("ours,box,,H100-SXM,8,spt,16,2026-01-02,contract,", "line 2"),
    ],
)
def test_rules_of_rentals(tmp_path: Path, row: str, said: str) -> None:
    found = check(overlay(tmp_path, {"prices/rental/ours.csv": HEAD + row + "\n"}))
    assert any(said in problem for problem in found), found


def test_twice_the_same_and_spot_dearer(tmp_path: Path) -> None:
    rows = [
        "ours,box,,H100-SXM,8,on-demand,16,2026-01-02,contract,",
        "ours,box,,H100-SXM,8,on-demand,16,2026-01-02,contract,",
        "ours,box,,H100-SXM,8,spot,17,2026-01-02,contract,",
    ]
    folder = overlay(tmp_path, {"prices/rental/ours.csv": HEAD + "\n".join(rows)})
    found = findings(folder)
    assert sum("twice" in f.message for f in found) == 1
    assert any("dearer than on demand" in f.message for f in found)


MODEL = """
[[model]]
id = "ours-8b"
name = "Ours 8B"
family = "ours"
maker = "us"
class = "open-weight"
licence = "no-such-licence"
parameters_billion = 9.5
native_precision = "bf16"
modalities = ["text"]
date = 2026-01-02
source = "contract"
[model.architecture]
layers = 32
hidden = 4096
heads = 32
kv_heads = 8
head_size = 128
ffn = 14336
vocabulary = 128256
"""


def test_rules_of_models(tmp_path: Path) -> None:
    found = check(overlay(tmp_path, {"models/ours.toml": MODEL}))
    assert any("licence 'no-such-licence'" in f for f in found)
    assert any("has 8.030 billion parameters, 9.5 are stated" in f for f in found)


def test_rules_of_assumptions_and_listings(tmp_path: Path) -> None:
    assumption = (
        '[[assumption]]\nid = "a"\nvalue = 3\nlow = 1\nhigh = 2\nunit = ""\ndescription = ""\n'
        'date = 2026-01-02\nsource = "contract"\n'
    )
    listing = (
        '[[listing]]\nprovider = "openai"\nreference = "nothing-like-it"\nmodel = "gpt-4o"\n'
        'kind = "api"\n'
    )
    files = {"assumptions.toml": assumption, "prices/listings.toml": listing}
    found = check(overlay(tmp_path, files))
    assert any("3 lies outside 1 to 2" in f for f in found)
    assert any("has no openai/nothing-like-it" in f for f in found)


def test_rules_of_engine_versions(tmp_path: Path) -> None:
    version = (
        '[[version]]\nengine = "vlm"\nversion = "next"\nera = "1999"\nmax_num_seqs = 1\n'
        'max_num_batched_tokens = 1\ndate = 2026-01-02\nsource = "vllm-source"\n'
    )
    found = check(overlay(tmp_path, {"engines/versions/ours.toml": version}))
    for message in ("engine 'vlm' is not in", "'next' has no number", "era '1999' has no"):
        assert any(message in f for f in found)


def test_the_page_on_adding_a_gpu_is_complete(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-gpu.md").read_text("utf-8")
    names = re.findall(r"`my-facts/(\S+\.toml)`", page)
    blocks = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    for name, block in zip(names, blocks, strict=True):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(block, "utf-8")
    assert check(tmp_path) == []
    assert load_catalog(overlay=tmp_path).accelerator("acme one 96gb").id == "ACME-1"
