"""The text that starts a deployment, and the files that must lie beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a platform reads."""

    file: str
    """Its usual name."""
    text: str
    beside: Mapping[str, str] = field(default_factory=dict)
    """Texts of files that it names, by their names."""

    @property
    def whole(self) -> str:
        """All files in one text, as a terminal shows them."""
        rest = [f"\n# ---- beside it, {name}:\n{text}" for name, text in self.beside.items()]
        return "".join([self.text, *rest])
