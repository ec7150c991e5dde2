"""One mistake for the whole set of wrong arrays, where there is one: it is likelier than a mistake in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tutor.marking.mistakes.value_table import Mutant, alternatives, best


def with_common_cause(found: Mapping[str, Sequence[Mutant]]) -> dict[str, list[Mutant]]:
    """Of each step the best of the mistakes that have its values: those that explain most of the other steps too."""
    explains = Counter(mutant for mutants in found.values() for mutant in set(mutants))
    chosen = {}
    for step, mutants in found.items():
        fewest = min((len(mutant.codes) for mutant in mutants), default=0)
        simple = [mutant for mutant in mutants if len(mutant.codes) == fewest]
        most = max((explains[mutant] for mutant in simple), default=0)
        chosen[step] = alternatives(best([mutant for mutant in simple if explains[mutant] == most], step))
    return chosen
