import json
from pathlib import Path

from breakeven.api.deploying import Deployed
from breakeven.cli.deploy import EXAMPLES, Platform
from breakeven.domain.deployment import Target
from breakeven.outputs.manifests.manifest import Manifest
from tests.cli.conftest import Library, Run

FOUND = Deployed(
    offer="self:m@L4x1",
    target="azure-ml",
    manifest=Manifest(file="deployment.yml", text="# a\nb: 1\n", beside={"Dockerfile": "FROM x\n"}),
    warnings=("careful",),
)


def test_options_reach_the_library(run: Run, library: Library) -> None:
    library.answers["deploy"] = FOUND
    done = run(
        *("deploy", "s.toml", "--as", "azure-ml", "--option", "self:m@L4x1", "--replicas", "3"),
        *("--models", "a,b", "--requests-per-day", "5", "--weights", "o/r"),
    )
    assert done.code == 0
    args, asked = library.asked["deploy"]
    assert args == ("s.toml",)
    assert (asked["target"], asked["option"], asked["replicas"]) == ("azure-ml", "self:m@L4x1", 3)
    assert (asked["models"], asked["requests_per_day"]) == (("a", "b"), 5.0)
    assert asked["weights"] == "o/r"
    assert done.out == "# a\nb: 1\n\n# ---- beside it, Dockerfile:\nFROM x\n"
    assert "warning: careful" in done.err


def test_files_are_written(run: Run, library: Library, tmp_path: Path) -> None:
    library.answers["deploy"] = FOUND
    done = run("deploy", "self:m@L4x1", "--as", "azure-ml", "-o", str(tmp_path / "d.yml"))
    assert done.code == 0
    assert (tmp_path / "d.yml").read_text() == "# a\nb: 1\n"
    assert (tmp_path / "Dockerfile").read_text() == "FROM x\n"


def test_json(run: Run, library: Library) -> None:
    library.answers["deploy"] = FOUND
    done = run("deploy", "self:m@L4x1", "--as", "azure-ml", "--json")
    assert json.loads(done.out)["files"][1] == {"name": "Dockerfile", "text": "FROM x\n"}


def test_mistakes(run: Run, library: Library, tmp_path: Path) -> None:
    assert run("deploy", "s.toml").code == 2
    assert run("deploy", "s.toml", "--as", "helm").code == 2
    assert run("deploy", "s.toml", "--as", "vllm", "-o", str(tmp_path / "no" / "f")).code == 1
    assert "deploy" not in library.asked


def test_the_help_names_every_platform() -> None:
    assert Platform == Target
    words = EXAMPLES.replace("\n", " ").replace(",", "")
    assert all(name in words.split() for name in Target.__args__)
