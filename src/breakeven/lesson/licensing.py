"""Where the lesson errs about Llama's licence."""

from typing import Final

from breakeven.domain.rules import Licence
from breakeven.inputs.catalog import Catalog
from breakeven.lesson.difference import Difference

VERSIONS: Final = ("llama-2", "llama-3", "llama-3.1", "llama-3.2", "llama-3.3", "llama-4")
TRAINING: Final = {
    "no": "forbid training other models on outputs",
    "if-named": 'allow it if the new model\'s name begins with "Llama"',
    "yes": "allow it",
}


def licence(catalog: Catalog) -> Difference:
    """Return what the lesson says about Llama's terms."""
    known = [catalog.licences.get(f"{version}-community") for version in VERSIONS]
    found = [one for one in known if one is not None]
    current = catalog.licences[catalog.model("llama-3.1-8b").licence]
    return Difference(
        topic="Llama's licence",
        lesson_says="outputs may not be used to train competing models",
        fact=f"{_training(found)}; missing in the lesson: more than"
        f" {current.monthly_users_limit / 1e6:,.0f} million monthly users need Meta's own licence,"
        f' and products show "{current.attribution}"',
        why="the terms changed with 3.1; read those of the version that you run",
        source=f"{current.provenance}, {current.url}",
    )


def _training(licences: list[Licence]) -> str:
    groups: dict[str, list[str]] = {}
    for one in licences:
        name = one.id.removesuffix("-community")
        groups.setdefault(one.outputs_may_train_models, []).append(name)
    return "; ".join(f"{', '.join(names)} {TRAINING[key]}" for key, names in groups.items())
