"""Prompts of about a length, of which no two begin alike: a prefix cache must not help."""

from dataclasses import dataclass
from random import Random

TEXT = """
air art bank bird boat body book box boy bridge car cat city cloud coat cook corn day desk dog
door dream dust earth east egg eye face farm field fire fish floor food foot game garden gate girl
glass gold grass green hand hat head hill home horse house ice iron island key king lake land leaf
letter light line lion lip list map market milk mind money moon music name night north note oil
paper park pen phone plane plant rain red ring river road rock roof room rose salt sand school sea
seed ship shoe shop silver sky snow song south star stone street sugar sun table tea time town tree
wall water west wind window winter wood word year
"""
WORDS = tuple(TEXT.split())
"""Short and common, so that most tokenizers have one token for each."""
START_TOKENS_PER_WORD = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """A source of prompts."""

    random: Random
    tokens_per_word: float = START_TOKENS_PER_WORD

    def of(self, tokens: int) -> str:
        """Return a prompt of about so many tokens."""
        return " ".join(self.random.choices(WORDS, k=self.words(tokens)))

    def words(self, tokens: int) -> int:
        """Return the words of a prompt."""
        return max(1, round(tokens / self.tokens_per_word))

    def learned(self, *, words: int, tokens: int | None) -> "Prompts":
        """Return prompts that know what an endpoint counted for so many words."""
        if not tokens:
            return self
        return Prompts(random=self.random, tokens_per_word=tokens / words)
