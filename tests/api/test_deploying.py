"""A chosen option as text: its numbers are the answer's, and each says where it is from."""

import ast
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

import breakeven as be
from breakeven.domain.deployment import TARGETS, Target
from breakeven.domain.errors import InputError, NothingFeasible, UnknownName

DAY = "2026-11-24"
FP8 = "self:llama-3.1-8b@L4x1,precision=fp8"
AWS = "self:llama-3.3-70b@H100x2,precision=fp8,provider=aws,machine=8"
GCP = "self:llama-3.1-8b@L4x1,provider=gcp,purchase=spot"
AZURE = "self:llama-3.1-8b@A10x1,provider=azure"
PLAIN = "self:llama-3.1-8b@L4x1"
YAML: tuple[tuple[Target, str], ...] = (
    ("docker-compose", AWS),
    ("kubernetes", FP8),
    ("kubernetes", GCP),
    ("skypilot", AWS),
    ("dstack", GCP),
    ("sagemaker", AWS),
    ("azure-ml", AZURE),
    ("litellm", FP8),
)


def text_of(offer: str, target: Target, **more: Any) -> str:
    return be.deploy(offer, target=target, as_of=DAY, **more).manifest.text


def documents(text: str) -> list[Any]:
    return list(yaml.safe_load_all(text))


def comments(text: str) -> str:
    lines = [line.removeprefix("# ").strip() for line in text.splitlines() if line.startswith("#")]
    return " ".join(lines)


def leaves(value: Any) -> list[str]:
    """Return the numbers of a document, those in lists of words too."""
    if isinstance(value, dict):
        return [n for inner in value.values() for n in leaves(inner)]
    if isinstance(value, list):
        return [n for inner in value for n in leaves(inner)]
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [f"{value:g}" if isinstance(value, float) else str(value)]
    return [value] if re.fullmatch(r"[\d.]+", value) and value.count(".") < 2 else []


@pytest.mark.parametrize(("target", "offer"), YAML)
@pytest.mark.parametrize("least", [1, 4])
def test_each_number_says_where_it_is_from(target: Target, offer: str, least: int) -> None:
    text = text_of(offer, target, replicas=4, min_replicas=least)
    told = comments(text)
    device_ids = {str(i) for i in range(8)} if target == "docker-compose" else set()
    for number in set(leaves(documents(text))) - device_ids:
        assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", told), number


def test_flags_are_those_of_the_size() -> None:
    words = shlex.split(text_of(AWS, "vllm", context=9000), comments=True)
    flags = dict(pairwise(words))
    assert flags["--tensor-parallel-size"] == "2"
    assert flags["--max-model-len"] == "9000"
    assert (flags["--max-num-seqs"], flags["--max-num-batched-tokens"]) == ("1024", "8192")
    assert flags["--gpu-memory-utilization"] == "0.9"
    small = shlex.split(text_of(FP8, "vllm"), comments=True)
    assert small[small.index("--max-num-seqs") + 1] == "256"


def test_kubernetes_objects() -> None:
    deployment, service = documents(text_of(GCP, "kubernetes", replicas=3))
    spec = deployment["spec"]["template"]["spec"]
    assert deployment["spec"]["replicas"] == 3
    assert spec["nodeSelector"] == {
        "nvidia.com/gpu.product": "NVIDIA-L4",
        "cloud.google.com/gke-spot": "true",
    }
    assert spec["containers"][0]["resources"] == {"limits": {"nvidia.com/gpu": 1}}
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]
    scaled = documents(text_of(FP8, "kubernetes", replicas=3, min_replicas=1))
    assert "replicas" not in scaled[0]["spec"]
    assert (scaled[2]["spec"]["minReplicas"], scaled[2]["spec"]["maxReplicas"]) == (1, 3)
    assert int(scaled[2]["spec"]["metrics"][0]["pods"]["target"]["averageValue"]) >= 1


def test_each_replica_of_a_machine_has_its_own_gpus() -> None:
    [compose] = documents(text_of(AWS, "docker-compose", replicas=4))
    devices = [
        tuple(s["deploy"]["resources"]["reservations"]["devices"][0]["device_ids"])
        for s in compose["services"].values()
    ]
    assert devices == [("0", "1"), ("2", "3"), ("4", "5"), ("6", "7")]
    assert [s["ports"] for s in compose["services"].values()] == [
        ["8000:8000"], ["8001:8000"], ["8002:8000"], ["8003:8000"],
    ]  # fmt: skip


def test_rented_platforms_count_machines() -> None:
    [sky] = documents(text_of(AWS, "skypilot", replicas=8))
    assert sky["service"]["replicas"] == 2
    assert sky["resources"]["accelerators"] == {"H100": 8}
    assert "--data-parallel-size 4" in sky["run"]
    assert sky["resources"]["infra"].startswith("aws")
    [spot] = documents(text_of(GCP, "dstack", replicas=2))
    assert (spot["spot_policy"], spot["backends"], spot["replicas"]) == ("spot", ["gcp"], 2)


def test_sagemaker_reads_flags_from_variables() -> None:
    [template] = documents(text_of(AWS, "sagemaker", replicas=8, min_replicas=4))
    resources = template["Resources"]
    variables = resources["Model"]["Properties"]["PrimaryContainer"]["Environment"]
    assert variables["SM_VLLM_TENSOR_PARALLEL_SIZE"] == "2"
    assert variables["SM_VLLM_DATA_PARALLEL_SIZE"] == "4"
    variant = resources["Config"]["Properties"]["ProductionVariants"][0]
    assert (variant["InstanceType"], variant["InitialInstanceCount"]) == ("ml.p5.48xlarge", 2)
    assert resources["Scalable"]["Properties"]["MinCapacity"] == 1


def test_vertex_is_a_script_of_literals() -> None:
    tree = ast.parse(text_of(GCP, "vertex", replicas=2))
    calls = {ast.unparse(c.func): c for c in ast.walk(tree) if isinstance(c, ast.Call)}
    deploy = {k.arg: ast.literal_eval(k.value) for k in calls["model.deploy"].keywords}
    assert (deploy["accelerator_type"], deploy["spot"]) == ("NVIDIA_L4", True)
    assert (deploy["min_replica_count"], deploy["max_replica_count"]) == (2, 2)


def test_azure_has_its_dockerfile_beside_it() -> None:
    found = be.deploy(AZURE, target="azure-ml", as_of=DAY).manifest
    assert found.beside["Dockerfile"].startswith("FROM vllm/vllm-openai:v")
    assert "---- beside it, Dockerfile" in found.whole


def test_ollama_and_llama_server() -> None:
    assert "FROM llama3.1:8b-instruct-q4_K_M\nPARAMETER num_ctx " in text_of(PLAIN, "ollama")
    words = shlex.split(text_of(PLAIN, "llama-server"), comments=True)
    assert words[words.index("--hf-repo") + 1].endswith("-GGUF:Q4_K_M")


def test_a_gateway_falls_back_on_the_same_weights() -> None:
    [config] = documents(text_of(FP8, "litellm"))
    first, *others = config["model_list"]
    assert first["litellm_params"]["api_base"] == "os.environ/SELF_HOSTED_API_BASE"
    assert config["router_settings"]["fallbacks"] == [
        {"llama-3.1-8b": [o["model_name"] for o in others]}
    ]
    assert len(others) == 2
    for entry in config["model_list"]:
        assert entry["litellm_params"]["api_key"].startswith("os.environ/")


def test_a_scenarios_option(tmp_path: Path) -> None:
    asked: dict[str, Any] = {
        "requests_per_day": 4e6, "input_tokens": 1000, "output_tokens": 200,
        "models": ["llama-3.1-8b"], "simulate": "none", "samples": 0,
    }  # fmt: skip
    decision = be.decide(as_of=DAY, **asked)
    fleets = [o for o in decision.feasible if o.id.startswith("self:") and o.fleet]
    chosen = next(o for o in fleets if "scaling=" not in o.id and o.kind == "rented")
    [deployment, _] = documents(text_of(None, "kubernetes", option=chosen.id, **asked))  # type: ignore[arg-type]
    assert chosen.fleet
    assert deployment["spec"]["replicas"] == chosen.fleet.replicas_peak
    scaled = next(o for o in fleets if "scaling=autoscaled" in o.id and o.fleet.replicas_peak > 2)
    *_, autoscaler = documents(text_of(None, "kubernetes", option=scaled.id, **asked))  # type: ignore[arg-type]
    assert scaled.fleet
    assert autoscaler["spec"]["maxReplicas"] == scaled.fleet.replicas_peak
    assert 1 <= autoscaler["spec"]["minReplicas"] < scaled.fleet.replicas_peak
    with pytest.raises(InputError, match=r"nothing to deploy but a gateway.*--option self:"):
        be.deploy(target="vllm", as_of=DAY, **asked)
    with pytest.raises(UnknownName, match="no option of this decision"):
        be.deploy(target="vllm", as_of=DAY, option="self:x", **asked)


@pytest.mark.parametrize(
    ("offer", "target", "error", "said"),
    [
        (FP8, "sagemaker", NothingFeasible, "SageMaker rents its own machines"),
        ("self:llama-3.3-70b@L4x1", "vllm", NothingFeasible, "does-not-fit-in-memory"),
        ("self:llama-3.1-8b@L4x1,engine=sglang", "vllm", InputError, "sized for sglang"),
        ("self:falcon-7b@L4x1", "ollama", NothingFeasible, "no GGUF files of falcon-7b"),
        ("hosted:deepinfra/gpt-oss-20b", "kubernetes", InputError, "but a gateway"),
        (FP8, "helm", UnknownName, "no platform is called 'helm'"),
    ],
)
def test_what_cannot_be_has_its_reason(
    offer: str, target: Target, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=re.escape(said)):
        be.deploy(offer, target=target, as_of=DAY)


def test_no_text_of_facts_ends_a_comment(tmp_path: Path) -> None:
    overlay = tmp_path / "prices" / "rental"
    overlay.mkdir(parents=True)
    (overlay / "x.csv").write_text(
        "provider,instance,region,accelerator,accelerator_count,purchase,usd_per_hour,date,source\n"
        'gcp,"a\nrm -rf /","r\n- x",L4,1,on-demand,0.01,2026-11-01,gcp-pricing-calculator\n'
    )
    for target in ("vllm", "kubernetes", "skypilot", "dstack", "vertex"):
        offer = "self:llama-3.1-8b@L4x1,precision=fp8,provider=gcp"
        text = be.deploy(offer, target=target, as_of=DAY, facts=tmp_path).manifest.text  # type: ignore[arg-type]
        assert not re.search(r"^(rm|- x)", text, re.MULTILINE)


def test_json_has_every_file() -> None:
    found = be.deploy(AZURE, target="azure-ml", as_of=DAY).to_dict()
    assert [f["name"] for f in found["files"]] == ["deployment.yml", "Dockerfile"]  # type: ignore[index, union-attr, attr-defined]
    assert len(TARGETS) == 11
