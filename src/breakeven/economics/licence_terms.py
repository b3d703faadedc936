"""What the licences of an answer's models say of its use: clauses with links, no legal advice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from breakeven.domain.model import Model
from breakeven.domain.rules import Clause, Licence, Rules

ALWAYS = ("attribution", "acceptable use", "use restrictions", "restriction", "all")
"""Topics that concern every use."""
BY_USE: Mapping[str, Callable[[Rules], bool]] = {
    "commercial use": lambda r: r.commercial,
    "revenue": lambda r: r.commercial,
    "monthly users": lambda r: r.monthly_users > 0,
    "european union": lambda r: r.eu_company,
    "territory": lambda r: r.eu_company,
    "hosting": lambda r: r.serves_third_parties,
    "outputs": lambda r: r.trains_on_outputs,
    "name": lambda r: r.trains_on_outputs,
}
"""Topics that concern a use if the rules say so."""
WIDER = ("commercial use", "territory", "all")
"""Topics of clauses that say what has no clause of its own, such as what research-only implies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceTerms:
    """One licence, the models of the answer under it, and its clauses."""

    id: str
    name: str
    url: str
    open_source: bool
    verified: bool
    """Whether its text was read for the facts."""
    models: tuple[str, ...]
    applying: tuple[Clause, ...]
    """That concern the use that the rules tell of."""
    others: tuple[Clause, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the terms as JSON."""
        clauses = [(c, True) for c in self.applying] + [(c, False) for c in self.others]
        return {
            "id": self.id,
            "name": self.name,
            "url": self.url,
            "open_source": self.open_source,
            "verified": self.verified,
            "models": list(self.models),
            "clauses": [
                {"topic": c.topic, "text": c.text, "where": c.where, "applies": applies}
                for c, applies in clauses
            ],
        }


def terms_of(
    models: Iterable[Model], licences: Mapping[str, Licence], rules: Rules
) -> tuple[LicenceTerms, ...]:
    """Return the licences of the models with open weights, each once, in the models' order."""
    named: dict[str, list[str]] = {}
    for model in models:
        if model.is_open and model.licence in licences:
            named.setdefault(model.licence, []).append(model.id)
    return tuple(_terms(licences[one], tuple(found), rules) for one, found in named.items())


def clause_of(licence: Licence, topic: str) -> Clause | None:
    """Return the clause on a topic; where it has none, one that says as much and more."""
    by_topic = {c.topic: c for c in licence.clauses}
    return next((by_topic[t] for t in (topic, *WIDER) if t in by_topic), None)


def place_of(licence: Licence, topic: str) -> str:
    """Return where a licence speaks of a topic: the clause and the link.

    >>> from breakeven.domain.provenance import Provenance
    >>> place_of(Licence(id="l", name="L", url="https://l.example", open_source=False,
    ...     commercial_use=True, monthly_users_limit=1, third_party_hosting=True,
    ...     outputs_may_train_models="yes", attribution="", eu_excluded_modalities=(),
    ...     clauses=(Clause(topic="monthly users", text="ask", where="section 2"),),
    ...     provenance=Provenance(source="example")), "monthly users")
    'section 2, https://l.example'
    """
    clause = clause_of(licence, topic)
    return ", ".join(part for part in (clause.where if clause else "", licence.url) if part)


def _terms(licence: Licence, models: tuple[str, ...], rules: Rules) -> LicenceTerms:
    clauses = list(licence.clauses)
    if licence.attribution and all(c.topic != "attribution" for c in clauses):
        clauses.insert(0, Clause(topic="attribution", text=f'show "{licence.attribution}"'))
    applying = tuple(c for c in clauses if _applies(c.topic, rules))
    return LicenceTerms(
        id=licence.id,
        name=licence.name,
        url=licence.url,
        open_source=licence.open_source,
        verified=licence.provenance.verified,
        models=models,
        applying=applying,
        others=tuple(c for c in clauses if c not in applying),
    )


def _applies(topic: str, rules: Rules) -> bool:
    return topic in ALWAYS or (topic in BY_USE and BY_USE[topic](rules))
