"""Each manifest, read by the package or schema of the platform that it is for."""

import os
import re
import subprocess
from pathlib import Path

import pytest

import breakeven as be
from breakeven.domain.deployment import Target
from breakeven.inputs.catalog import load_catalog

pytestmark = pytest.mark.deploy
ROOT = Path(__file__).parents[2]
VALIDATORS = Path(__file__).parent / "validators"
GROUPS: dict[str, str] = {
    "kubernetes": "light",
    "docker-compose": "light",
    "sagemaker": "light",
    "litellm": "light",
    "skypilot": "rented",
    "dstack": "rented",
    "azure-ml": "clouds",
    "vertex": "clouds",
    "vllm": "engines",
}
SCRIPTS = {"docker-compose": "compose"}
AWS = "self:llama-3.3-70b@H100x2,precision=fp8,provider=aws,machine=8"
GCP = "self:llama-3.1-8b@L4x1,provider=gcp,purchase=spot"
AZURE = "self:llama-3.1-8b@A10x1,provider=azure"
AMD = "self:qwen3-8b@MI300Xx1"
OPEN = "self:llama-3.1-8b@L4x1,precision=fp8"
SGLANG = "self:llama-3.1-8b@L4x1,engine=sglang"
HOSTED = "hosted:deepinfra/gpt-oss-20b"
OFFERS: dict[str, tuple[str, ...]] = {
    "kubernetes": (OPEN, AWS, GCP, AMD, SGLANG),
    "docker-compose": (OPEN, AWS, AMD, SGLANG),
    "sagemaker": (AWS,),
    "litellm": (OPEN, HOSTED, "api:openai/gpt-4o-mini"),
    "skypilot": (OPEN, AWS, GCP, AZURE, AMD),
    "dstack": (OPEN, AWS, GCP, AZURE, AMD),
    "azure-ml": (AZURE,),
    "vertex": (GCP,),
    "vllm": (OPEN, AWS, GCP, AMD),
}
CASES = [(t, o, n) for t, offers in OFFERS.items() for o in offers for n in (4, 1)]


def python_of(group: str) -> Path:
    """Return the Python of a group of packages; skip where they are not all installed."""
    folder = ROOT / "build" / "validators" / group
    if not (folder / ".ready").exists():
        pytest.skip(f"{group} is not installed: make test-deploy")
    return folder / "bin" / "python"


def validated(target: str, path: Path) -> subprocess.CompletedProcess[str]:
    python = python_of(GROUPS[target])
    script = VALIDATORS / f"{SCRIPTS.get(target, target.replace('-', '_'))}.py"
    return subprocess.run(
        [str(python), str(script), str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(path.parent), "PYTHONPATH": ""},
    )


@pytest.mark.parametrize(("target", "offer", "least"), CASES)
def test_the_platform_reads_it(target: Target, offer: str, least: int, tmp_path: Path) -> None:
    found = be.deploy(offer, target=target, replicas=4, min_replicas=least, as_of="2026-11-24")
    for name, text in {"given": found.manifest.text, **found.manifest.beside}.items():
        (tmp_path / name).write_text(text)
    done = validated(target, tmp_path / "given")
    assert done.returncode == 0, done.stderr[-2000:]


SPOILED: dict[str, tuple[str, str]] = {
    "kubernetes": (r"containerPort: \d+", "containerPort: many"),
    "docker-compose": (r"shm_size", "shm_sizes"),
    "sagemaker": (r"InstanceType: .*", "InstanceTypes: x"),
    "litellm": (r"deepinfra/", "nobody/"),
    "skypilot": (r"use_spot", "use_spots"),
    "dstack": (r"spot_policy", "spot_policies"),
    "azure-ml": (r"instance_count: \d+", "instance_count: many"),
    "vertex": (r"machine_type", "machine_types"),
    "vllm": (r"--max-model-len", "--maximum-model-len"),
}


@pytest.mark.parametrize("target", SPOILED)
def test_the_platform_refuses_a_spoiled_one(target: Target, tmp_path: Path) -> None:
    found = be.deploy(OFFERS[target][0], target=target, as_of="2026-11-24")
    pattern, instead = SPOILED[target]
    spoiled, count = re.subn(pattern, instead, found.manifest.text)
    assert count
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "spoiled").write_text(spoiled)
    assert validated(target, tmp_path / "spoiled").returncode != 0


NAMES = """
import sys
from sky.skylet.constants import ALL_CLOUDS
from dstack._internal.core.models.backends.base import BackendType
backends = {b.value for b in BackendType}
for row in sys.stdin.read().split():
    sky, dstack = row.split(",")
    assert sky in ("", *ALL_CLOUDS), sky
    assert dstack in ("", *backends), dstack
"""


def test_clouds_are_those_of_the_packages() -> None:
    python = python_of("rented")
    rows = load_catalog().platform_providers.values()
    told = "\n".join(f"{p.skypilot},{p.dstack}" for p in rows)
    done = subprocess.run(
        [str(python), "-c", NAMES], input=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_gateways_are_known_to_litellm() -> None:
    python = python_of("light")
    prefixes = sorted({g.prefix.partition("/")[0] for g in load_catalog().gateways.values()})
    code = "import litellm; print('\\n'.join(p.value for p in litellm.LlmProviders))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    assert set(prefixes) <= set(done.stdout.split()), set(prefixes) - set(done.stdout.split())
